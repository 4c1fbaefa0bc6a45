/* What an import leaves to the functions that runtime.adapters.imports generates. */
#include "_crossing_import.h"

static int
make_generated(import_object *self)
{
    PyObject *imported, *returned;
    if (self->imported != NULL) {
        return 0;
    }
    PyObject *made = self->generic == NULL ? NULL : PyObject_CallNoArgs(self->generic);
    if (made == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_RuntimeError, "an import was called that is gone");
        }
        return -1;
    }
    if (!PyArg_ParseTuple(made, "OO", &imported, &returned)) {
        Py_DECREF(made);
        return -1;
    }
    Py_INCREF(imported);
    Py_XSETREF(self->imported, imported);
    Py_INCREF(returned);
    Py_XSETREF(self->returned, returned);
    Py_DECREF(made);
    return 0;
}

/* Call a generated function and take its number; `args` has room before it. */
static int
call_generated(import_object *self, PyObject *function, PyObject **args, Py_ssize_t count,
               wasmtime_val_raw_t *slots)
{
    Py_INCREF(function);
    PyObject *found = PyObject_Vectorcall(function, args,
                                          (size_t)count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_DECREF(function);
    if (found == NULL) {
        return -1;
    }
    int status = self->result < 0 ? 0 : number_lower(self->result, found, slots);
    Py_DECREF(found);
    return status;
}

int
import_leave_to_python(import_object *self, wasmtime_val_raw_t *slots)
{
    const char *kinds = PyBytes_AS_STRING(self->params);
    Py_ssize_t count = PyBytes_GET_SIZE(self->params), made = 0;
    PyObject *args[FEW + 1];
    int status = -1;
    if (make_generated(self) < 0) {
        return -1;
    }
    while (made < count && (args[made + 1] = value_box(kinds[made], slots + made)) != NULL) {
        made++;
    }
    if (made == count) {
        status = call_generated(self, self->imported, args + 1, count, slots);
    }
    while (made > 0) {
        Py_DECREF(args[made--]);
    }
    return status;
}

/* Have the generated function lower a result. What goes wrong in there it notes itself. */
int
import_lower_in_python(import_object *self, PyObject *result, wasmtime_val_raw_t *slots)
{
    PyObject *args[3];
    Py_ssize_t count = 0;
    if (make_generated(self) < 0) {
        return -1;
    }
    if (self->by_pointer) {
        args[1] = PyLong_FromLong(slots[0].i32);
        if (args[1] == NULL) {
            return -1;
        }
        count = 1;
    }
    args[count + 1] = result;
    int status = call_generated(self, self->returned, args + 1, count + 1, slots);
    if (count) {
        Py_DECREF(args[1]);
    }
    return status;
}

/* Count as the frame of the generated function would: else the stack of wasm could end before
 * Python's recursion limit is reached. False, without an exception, where it is. */
bool
import_enter_frame(void)
{
#if PY_VERSION_HEX < 0x030C0000
    if (Py_EnterRecursiveCall(" in an import") == 0) {
        return true;
    }
    PyErr_Clear();
    return false;
#else
    /* Py_EnterRecursiveCall counts the frames of C alone, which are let grow much deeper. */
    PyThreadState *thread = PyThreadState_Get();
    if (thread->py_recursion_remaining <= 1) {
        return false;
    }
    thread->py_recursion_remaining--;
    return true;
#endif
}

void
import_leave_frame(void)
{
#if PY_VERSION_HEX < 0x030C0000
    Py_LeaveRecursiveCall();
#else
    PyThreadState_Get()->py_recursion_remaining++;
#endif
}
