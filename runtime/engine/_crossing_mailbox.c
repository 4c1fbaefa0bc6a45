/* Calls whose numbers cross in the guest's memory, on an engine that takes longer to convert two of
 * them than to call. What is called is the helper module of runtime/engine/mailbox.py.
 *
 * Python code that runs between the numbers' writing and the helper's reading, or between its
 * return and ours of the result, may call the same guest and so write to the same mailbox. None
 * does: without arguments and results no object is made, so no collection starts; and what wasmer
 * lets go of as it returns are the numbers of host functions that were called meanwhile.
 */
#include "_crossing_entry.h"

/* As in runtime/engine/helpers.py: FEW words. */
#define MAILBOX_BYTES 128
#define WORD 8
#define MOST_RESULTS 4

static int
set_opened(mailbox *box, PyObject *opened)
{
    PyObject *run, *results, *refuse;
    unsigned int at;
    if (!PyArg_ParseTuple(opened, "OISO;a mailbox is (run, address, results, refuse)", &run, &at,
                          &results, &refuse)) {
        return -1;
    }
    if (PyBytes_GET_SIZE(results) > MOST_RESULTS) {
        PyErr_SetString(PyExc_ValueError, "a mailbox has at most four results");
        return -1;
    }
    Py_INCREF(results);
    box->results = results;
    Py_INCREF(refuse);
    box->refuse = refuse;
    box->at = at;
    Py_INCREF(run);
    box->run = run;
    return 0;
}

int
mailbox_ready(program_object *program)
{
    mailbox *box = &program->mailbox;
    if (box->run == NULL) {
        if (box->open == NULL || box->wait-- > 0) {
            return 0;
        }
        PyObject *open = box->open;
        box->open = NULL;
        PyObject *opened = PyObject_CallNoArgs(open);
        Py_DECREF(open);
        int status = opened == NULL ? -1 : opened == Py_None ? 0 : set_opened(box, opened);
        Py_XDECREF(opened);
        if (status < 0 || box->run == NULL) {
            return status;
        }
    }
    return memory_at(&program->memory, box->at, MAILBOX_BYTES) != NULL;
}

/* Text that the helper module has copied and freed. */
static PyObject *
copied_text(program_object *program, uint32_t place, uint32_t size)
{
    PyObject *text = memory_text(&program->memory, place, size);
    const uint8_t *data = text == NULL ? memory_at(&program->memory, place, size) : NULL;
    if (data != NULL && !PyErr_Occurred()) { /* it is no UTF-8 */
        PyObject *bytes = PyBytes_FromStringAndSize((const char *)data, (Py_ssize_t)size);
        if (bytes != NULL) {
            text = PyObject_CallOneArg(program->mailbox.refuse, bytes);
            Py_DECREF(bytes);
        }
    }
    return text == NULL ? program_end_raised(program) : text;
}

PyObject *
mailbox_run(program_object *program, const call_numbers *numbers)
{
    mailbox *box = &program->mailbox;
    uint8_t *place = memory_at(&program->memory, box->at, MAILBOX_BYTES);
    for (int i = 0; place != NULL && i < numbers->count; i++) {
        memcpy(place + WORD * i, &numbers->slots[i].bits, WORD);
    }
    PyObject *nothing = place == NULL ? PyErr_NoMemory() : PyObject_CallNoArgs(box->run);
    if (nothing == NULL) {
        return program_end_raised(program);
    }
    Py_DECREF(nothing);
    /* Growth may have had the buffer asked for anew. */
    place = memory_at(&program->memory, box->at, MAILBOX_BYTES);
    if (place == NULL) {
        PyErr_NoMemory();
        return program_end_raised(program);
    }
    wasmtime_val_raw_t results[MOST_RESULTS];
    for (int i = 0; i < MOST_RESULTS; i++) {
        memcpy(&results[i].bits, place + WORD * i, WORD);
    }
    uint32_t copy = (uint32_t)results[1].bits, size = (uint32_t)(results[0].bits >> 32);
    if (OP_TYPE(program->result) == OP_TEXT && copy != 0) {
        return copied_text(program, copy, size);
    }
    return program_finish(program, box->results, results);
}

PyObject *
program_by_mailbox(PyObject *self, PyObject *args)
{
    mailbox *box = &((program_object *)self)->mailbox;
    PyObject *open;
    Py_ssize_t wait;
    if (!PyArg_ParseTuple(args, "On", &open, &wait)) {
        return NULL;
    }
    Py_INCREF(open);
    Py_XSETREF(box->open, open);
    box->wait = wait;
    Py_RETURN_NONE;
}

void
mailbox_clear(mailbox *box)
{
    Py_CLEAR(box->open);
    Py_CLEAR(box->run);
    Py_CLEAR(box->results);
    Py_CLEAR(box->refuse);
}
