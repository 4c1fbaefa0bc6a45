/* The type Relay, and how one is opened. */
#include "_crossing_relay.h"
#include <structmember.h>

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

int
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
    relay_let_go(relay);
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
    {"pause", relay_pause, METH_NOARGS,
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
