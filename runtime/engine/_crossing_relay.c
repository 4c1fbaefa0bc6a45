/* Calling many closures in one crossing (runtime/engine/relay.py).
 *
 * While `run` is entered and not paused, the barrier refers to its relay. Whatever may show somebody
 * where the guest stands (a host function, another call into the guest) pauses it first, by
 * `relay_halt`: from then on all is as if the closure that runs had been called alone.
 */
#include "_crossing_relay.h"
#include <structmember.h>

/* So many calls a closure is called singly after it has called the host: it is likely to again. */
#define LOUD_CALLS 16

/* The same of all closures of a type: at first, and the longer the more often one of them does. */
#define MOST_LOUD_CALLS 1024

/* The baton, as runtime/engine/relay.py lays it out. */
typedef struct {
    uint32_t a, b;
    uint32_t shim;
    uint32_t argument;
    uint32_t root; /* of a known one: its handle */
    uint32_t known_by;
    uint32_t fallible;
    uint32_t unused;
} baton_entry;

typedef struct {
    uint32_t count, place, room, unnamed;
    uint64_t error; /* a Result as it was returned */
    uint32_t failed, unused[9];
    baton_entry entries[RELAY_MOST];
    baton_entry known[RELAY_KNOWN];
} baton;

static baton *
baton_of(const relay_object *relay)
{
    return (baton *)memory_at(&relay->memory, relay->at, sizeof(baton));
}

/* --- who can be called --- */

/* A closure of this guest's that takes nothing, or a JsValue, and returns nothing, or Result<(), _>. */
static bool
can_run(const relay_object *relay, PyObject *callback)
{
    if (!Py_IS_TYPE(callback, relay->closure_type)) {
        return false;
    }
    const program_object *program = ((closure_head *)callback)->program;
    if (program->list != relay->list || program->result != OP_UNIT) {
        return false;
    }
    return program->count == 0 ||
           (program->count == 1 && program->required == 0 && program->ops[0] == OP_HANDLE);
}

static void
write_entry(const relay_object *relay, const heap_closure_object *closure, baton_entry *entry)
{
    const program_object *program = closure->head.program;
    entry->a = (uint32_t)closure->head.ab;
    entry->b = (uint32_t)((uint64_t)closure->head.ab >> 32);
    entry->shim = (uint32_t)program->place;
    entry->argument = program->count == 0 ? 0 : relay->undefined;
    entry->fallible = program->fallible;
}

static int
set_opened(relay_object *relay, PyObject *opened)
{
    PyObject *program, *memory;
    unsigned int at;
    module_state *state = PyType_GetModuleState(Py_TYPE(relay));
    if (!PyArg_ParseTuple(opened, "O!OI;a relay is (program, memory, place)", state->program_type,
                          &program, &memory, &at)) {
        return -1;
    }
    memory_access_set(&relay->memory, memory, state->memory_type, state->window_type);
    relay->at = at;
    baton *held = baton_of(relay);
    if (held == NULL) {
        memory_access_clear(&relay->memory);
        return 0;
    }
    memset(held, 0, sizeof(baton));
    for (int i = 0; i < RELAY_KNOWN; i++) {
        held->known[i].root = UINT32_MAX; /* a handle that there is not */
    }
    Py_INCREF(program);
    relay->program = (program_object *)program;
    return 0;
}

static int
relay_open(relay_object *relay)
{
    PyObject *open = relay->open;
    relay->open = NULL;
    PyObject *opened = PyObject_CallNoArgs(open);
    Py_DECREF(open);
    int status = opened == NULL ? -1 : opened == Py_None ? 0 : set_opened(relay, opened);
    Py_XDECREF(opened);
    return status;
}

static void
let_go(relay_object *relay)
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
static PyObject *
relay_take(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    relay_object *relay = (relay_object *)self;
    if (PyVectorcall_NARGS(nargsf) != 2 || kwnames != NULL) {
        return PyErr_Format(PyExc_TypeError, "%R takes a callback, and whether it is the first",
                            self);
    }
    heap_closure_object *closure = (heap_closure_object *)args[0];
    if (!can_run(relay, args[0]) || closure->status != LIVE) {
        Py_RETURN_FALSE;
    }
    int taken = is_worth_while(relay, closure);
    if (taken <= 0) {
        return taken < 0 ? NULL : Py_NewRef(Py_False);
    }
    if (args[1] == Py_True) {
        let_go(relay); /* of what was taken and never run */
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
relay_pause(relay_object *relay)
{
    baton *held = baton_of(relay);
    relay->barrier->relay = NULL;
    if (held == NULL || held->place >= held->count) {
        return 0; /* none runs */
    }
    bool full = held->count == RELAY_MOST;
    int status = single_out(relay, held);
    if (!full) { /* else it may only have found no room for what it queues */
        note_loud(relay->current);
    }
    return status;
}

int
relay_halt(barrier_object *barrier)
{
    return relay_pause(barrier->relay);
}

/* Keeps the exception that is being handled. */
static PyObject *
relay_pause_method(PyObject *self, PyObject *ignored)
{
    relay_object *relay = (relay_object *)self;
    (void)ignored;
    if (relay->barrier->relay == relay && relay_pause(relay) < 0) {
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
        write_entry(relay, relay->taken[given], &held->entries[given]);
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

static PyObject *
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
    let_go(relay);
    return called;
}

/* --- what the sink knows --- */

void
relay_note(relay_object *relay, uint32_t handle, PyObject *callback)
{
    baton *held = relay->program == NULL ? NULL : baton_of(relay);
    heap_closure_object *closure = (heap_closure_object *)callback;
    uint32_t place = handle % RELAY_KNOWN;
    if (held == NULL || !can_run(relay, callback) || !closure->listed ||
        held->known[place].root == handle) {
        return;
    }
    relay_forget(closure);
    if (relay->known[place] != NULL) {
        relay_forget(relay->known[place]);
    }
    write_entry(relay, closure, &held->known[place]);
    held->known[place].root = handle;
    relay->known[place] = closure;
    closure->known_by = (unsigned char)(place + 1);
    /* It has called the host for this, which it need not do again. */
    closure->loud = 0;
    closure->head.program->loud = closure->head.program->patience = 0;
}

void
relay_forget(heap_closure_object *closure)
{
    if (closure->known_by == 0) {
        return;
    }
    relay_object *relay = closure->head.program->list->relay;
    int place = closure->known_by - 1;
    closure->known_by = 0;
    if (relay == NULL) {
        return;
    }
    relay->known[place] = NULL;
    baton *held = baton_of(relay);
    if (held != NULL) {
        held->known[place].root = UINT32_MAX;
    }
}

/* --- the type --- */

static PyObject *
relay_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"barrier", "list", "undefined", "open", "wait", NULL};
    module_state *state = PyType_GetModuleState(type);
    PyObject *barrier, *list, *open;
    unsigned int undefined;
    Py_ssize_t wait;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!IOn", names, state->barrier_type, &barrier,
                                     state->closure_list_type, &list, &undefined, &open, &wait)) {
        return NULL;
    }
    if (undefined == 0 || ((closure_list *)list)->relay != NULL) {
        PyErr_SetString(PyExc_ValueError, "a guest has one relay, and undefined a handle");
        return NULL;
    }
    relay_object *relay = (relay_object *)type->tp_alloc(type, 0);
    if (relay == NULL) {
        return NULL;
    }
    relay->vectorcall = relay_take;
    relay->closure_type = state->heap_closure_type;
    Py_INCREF(barrier);
    relay->barrier = (barrier_object *)barrier;
    Py_INCREF(list);
    relay->list = (closure_list *)list;
    relay->list->relay = relay;
    relay->undefined = undefined;
    Py_INCREF(open);
    relay->open = open;
    relay->wait = wait;
    return (PyObject *)relay;
}

static int
relay_traverse(PyObject *self, visitproc visit, void *arg)
{
    relay_object *relay = (relay_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(relay->list);
    Py_VISIT(relay->open);
    Py_VISIT(relay->program);
    Py_VISIT(relay->memory.memory);
    Py_VISIT(relay->memory.window);
    Py_VISIT(relay->current);
    for (uint32_t i = 0; i < relay->count; i++) {
        Py_VISIT(relay->taken[i]);
    }
    Py_VISIT(relay->context);
    return 0;
}

/* It can be neither opened nor run any more. While it is run, the run's caller holds it. */
static int
relay_clear(PyObject *self)
{
    relay_object *relay = (relay_object *)self;
    for (int i = 0; i < RELAY_KNOWN; i++) {
        if (relay->known[i] != NULL) {
            relay_forget(relay->known[i]);
        }
    }
    Py_CLEAR(relay->open);
    Py_CLEAR(relay->program);
    memory_access_clear(&relay->memory);
    return 0;
}

static PyObject *
relay_detach(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    relay_clear(self);
    Py_RETURN_NONE;
}

static void
relay_dealloc(PyObject *self)
{
    relay_object *relay = (relay_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    relay_clear(self);
    let_go(relay);
    if (relay->list != NULL) {
        relay->list->relay = NULL;
    }
    Py_CLEAR(relay->list);
    Py_CLEAR(relay->barrier);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef relay_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(relay_object, vectorcall), READONLY, NULL},
    {NULL},
};

static PyMethodDef relay_methods[] = {
    {"run", (PyCFunction)(void (*)(void))relay_run, METH_FASTCALL,
     "run($self, paused, adds, /)\n--\n\n"
     "Call what was taken, as much of it as can be, and what that queues, until one calls the host;\n"
     "return how many were called. paused(place, queued) is told which one that is, puts the rest\n"
     "back, and returns the context to go on in."},
    {"pause", relay_pause_method, METH_NOARGS,
     "pause($self, /)\n--\n\nHave the rest put back, if closures are being called."},
    {"detach", relay_detach, METH_NOARGS,
     "detach($self, /)\n--\n\nLet go of the engine's objects: the guest is closed."},
    {NULL},
};

static PyType_Slot relay_slots[] = {
    {Py_tp_doc, "What calls many closures of one guest in one crossing."},
    {Py_tp_new, relay_new},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, relay_dealloc},
    {Py_tp_traverse, relay_traverse},
    {Py_tp_clear, relay_clear},
    {Py_tp_members, relay_members},
    {Py_tp_methods, relay_methods},
    {0, NULL},
};

PyType_Spec relay_spec = {
    .name = "runtime.engine._crossing.Relay",
    .basicsize = sizeof(relay_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = relay_slots,
};
