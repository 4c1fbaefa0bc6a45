/* Calling many closures in one crossing (runtime/engine/relay.py).
 *
 * While `run` is entered and not paused, the barrier refers to its relay. Whatever may show somebody
 * where the guest stands (a host function, another call into the guest) pauses it first, by
 * `relay_halt`: from then on all is as if the closure that runs had been called alone.
 */
#include "_crossing_relay.h"

/* So many calls a closure is called singly after it has called the host: it is likely to again. */
#define LOUD_CALLS 16

/* The same of all closures of a type: at first, and the longer the more often one of them does. */
#define MOST_LOUD_CALLS 64

/* A relay that has called so many before it was paused was worth while. */
#define WORTH_WHILE 4

/* --- taking --- */

void
relay_let_go(relay_object *relay)
{
    while (relay->count > 0) {
        heap_closure_object *closure = relay->taken[--relay->count];
        relay->taken[relay->count] = NULL;
        Py_DECREF(closure);
    }
}

/* Whether it is worth while to call a closure so; -1 with an exception. */
static int
is_worth_while(relay_object *relay, heap_closure_object *closure)
{
    if (relay->program == NULL) {
        if (relay->open == NULL || relay->wait-- > 0) {
            return 0;
        }
        if (relay_open(relay) < 0) {
            return -1;
        }
    }
    program_object *program = closure->head.program;
    if (closure->loud > 0 || program->loud > 0) {
        closure->loud -= closure->loud > 0;
        program->loud -= program->loud > 0;
        return 0;
    }
    return relay->program != NULL && relay->paused == NULL && closure->status == LIVE;
}

/* relay(callback, first): whether it was taken. */
PyObject *
relay_take(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    relay_object *relay = (relay_object *)self;
    if (PyVectorcall_NARGS(nargsf) != 2 || kwnames != NULL) {
        return PyErr_Format(PyExc_TypeError, "%R takes a callback, and whether it is the first",
                            self);
    }
    heap_closure_object *closure = (heap_closure_object *)args[0];
    if (!relay_can_run(relay, args[0]) || closure->status != LIVE) {
        Py_RETURN_FALSE;
    }
    int taken = is_worth_while(relay, closure);
    if (taken <= 0) {
        return taken < 0 ? NULL : Py_NewRef(Py_False);
    }
    if (args[1] == Py_True) {
        relay_let_go(relay); /* of what was taken and never run */
    }
    if (relay->count == RELAY_MOST) {
        Py_RETURN_FALSE;
    }
    Py_INCREF(closure);
    relay->taken[relay->count++] = closure;
    Py_RETURN_TRUE;
}

/* --- pausing --- */

static heap_closure_object *
closure_at(const relay_object *relay, const baton *held, uint32_t place)
{
    return place < relay->count ? relay->taken[place] : relay->known[held->entries[place].known_by];
}

/* What the guest has queued and not called yet: closures, and the place of each one's root. The
 * first is the one that runs, if it was queued itself. */
static PyObject *
queued_from(const relay_object *relay, const baton *held, uint32_t count)
{
    PyObject *queued = PyList_New(0);
    uint32_t place = held->place;
    for (uint32_t i = place < relay->count ? relay->count : place;
         queued != NULL && i < count; i++) {
        PyObject *pair = Py_BuildValue("(OI)", closure_at(relay, held, i), held->entries[i].root);
        if (pair == NULL || PyList_Append(queued, pair) < 0) {
            Py_CLEAR(queued);
        }
        Py_XDECREF(pair);
    }
    return queued;
}

/* Have the host put the rest back, and enter the context that it gives. */
static int
put_back(relay_object *relay, const baton *held, uint32_t count)
{
    PyObject *queued = queued_from(relay, held, count);
    PyObject *context =
        queued == NULL ? NULL : PyObject_CallFunction(relay->paused, "IO", held->place, queued);
    Py_XDECREF(queued);
    if (context == NULL) {
        return -1;
    }
    if (PyContext_Enter(context) < 0) {
        Py_DECREF(context);
        return -1;
    }
    relay->context = context;
    return 0;
}

/* From here on the closure that runs is called alone; -1 with an exception. */
static int
single_out(relay_object *relay, baton *held)
{
    uint32_t count = held->count;
    held->count = held->room = 0; /* it ends with this one, and takes no more */
    relay->current = closure_at(relay, held, held->place);
    Py_INCREF(relay->current);
    relay->current->status = RUNNING;
    return put_back(relay, held, count);
}

/* A closure calls the host: let others of its type be called singly for a while. */
static void
note_loud(heap_closure_object *closure)
{
    program_object *program = closure->head.program;
    int longer = 2 * program->patience + LOUD_CALLS;
    program->patience = (unsigned short)(longer < MOST_LOUD_CALLS ? longer : MOST_LOUD_CALLS);
    program->loud = program->patience;
    closure->loud = LOUD_CALLS;
}

static int
halt(relay_object *relay)
{
    baton *held = baton_of(relay);
    relay->barrier->relay = NULL;
    if (held == NULL || held->place >= held->count) {
        return 0; /* none runs */
    }
    int status = single_out(relay, held);
    if (held->place < WORTH_WHILE) {
        note_loud(relay->current);
    } else {
        relay->current->head.program->patience = 0;
    }
    return status;
}

int
relay_halt(barrier_object *barrier)
{
    return halt(barrier->relay);
}

/* Keeps the exception that is being handled. */
PyObject *
relay_pause(PyObject *self, PyObject *ignored)
{
    relay_object *relay = (relay_object *)self;
    (void)ignored;
    if (relay->barrier->relay == relay && halt(relay) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* --- running --- */

/* Write the entries of those of the first that can be called still; return how many. */
static uint32_t
give_entries(relay_object *relay, baton *held)
{
    uint32_t given = 0;
    while (given < relay->count && relay->taken[given]->status == LIVE) {
        baton_write(relay, relay->taken[given], &held->entries[given]);
        held->entries[given].root = given;
        given++;
    }
    return given;
}

/* After the last return of the closure that was running alone; keeps an exception that there is. */
static PyObject *
end_current(relay_object *relay, PyObject *result)
{
    heap_closure_object *closure = relay->current;
    PyObject *context = relay->context, *type, *value, *traceback;
    relay->current = NULL;
    relay->context = NULL;
    if (closure->status == RUNNING) {
        closure->status = LIVE;
    } else {
        result = settle_closure(closure, result);
    }
    Py_DECREF(closure);
    if (context == NULL) {
        return result;
    }
    PyErr_Fetch(&type, &value, &traceback);
    int status = PyContext_Exit(context);
    Py_DECREF(context);
    if (status == 0) {
        PyErr_Restore(type, value, traceback);
        return result;
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    Py_CLEAR(result);
    return NULL;
}

/* A closure has returned an Err, which its own generated function makes an exception of. */
static PyObject *
raise_error(relay_object *relay, baton *held)
{
    wasmtime_val_raw_t word = {.bits = held->error};
    if (relay->current == NULL && single_out(relay, held) < 0) {
        return NULL;
    }
    PyObject *kinds = PyBytes_FromStringAndSize((const char[]){KIND_I64}, 1);
    PyObject *result =
        kinds == NULL ? NULL : program_finish(relay->current->head.program, kinds, &word);
    Py_XDECREF(kinds);
    return result;
}

static PyObject *
enter_run(relay_object *relay)
{
    call_numbers numbers;
    numbers.count = numbers.late = 0;
    if (Py_EnterRecursiveCall(" while calling closures")) {
        return NULL;
    }
    program_object *program = relay->program; /* the guest may be closed meanwhile */
    Py_INCREF(program);
    relay->barrier->relay = relay;
    PyObject *result = program_run(program, &numbers);
    Py_DECREF(program);
    if (relay->barrier->relay == relay) {
        relay->barrier->relay = NULL;
    }
    Py_LeaveRecursiveCall();
    return result;
}

/* Have the entries called; return what `run` does. */
static PyObject *
run_entries(relay_object *relay, baton *held, PyObject *paused, uint32_t given, bool adds)
{
    held->count = given;
    held->place = 0;
    held->room = adds && given == relay->count ? RELAY_MOST : given;
    held->failed = 0;
    relay->paused = paused;
    PyObject *result = enter_run(relay);
    held = baton_of(relay); /* none, if the guest was closed meanwhile */
    uint32_t called = held == NULL ? given : held->place;
    if (held != NULL) {
        held->room = 0;
    }
    if (result != NULL && held != NULL && held->failed) {
        Py_DECREF(result);
        result = raise_error(relay, held);
    }
    relay->paused = NULL;
    if (relay->current != NULL) {
        result = end_current(relay, result);
    } else if (result != NULL) {
        relay->taken[0]->head.program->patience = 0;
    }
    Py_XDECREF(result);
    return result == NULL ? NULL : PyLong_FromUnsignedLong(called);
}

PyObject *
relay_run(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    relay_object *relay = (relay_object *)self;
    barrier_object *barrier = relay->barrier;
    if (count != 2) {
        return PyErr_Format(PyExc_TypeError, "run takes paused and adds");
    }
    if (relay->program == NULL || relay->paused != NULL || barrier->shut ||
        barrier->thread != PyThread_get_thread_ident() || !program_ready(relay->program)) {
        return PyLong_FromLong(0);
    }
    baton *held = baton_of(relay);
    uint32_t given = held == NULL ? 0 : give_entries(relay, held);
    PyObject *called = given == 0 ? PyLong_FromLong(0)
                                  : run_entries(relay, held, args[0], given, args[1] == Py_True);
    relay_let_go(relay);
    return called;
}
