/* The type Program, and what generated functions ask of this module. */
#include "_crossing_entry.h"
#include <structmember.h>

PyObject *
raise_again(PyObject *module, PyObject *exception)
{
    (void)module;
    if (!PyExceptionInstance_Check(exception)) {
        return PyErr_Format(PyExc_TypeError, "%R is no exception", exception);
    }
    PyObject *type = (PyObject *)Py_TYPE(exception);
    Py_INCREF(type);
    Py_INCREF(exception);
    PyErr_Restore(type, exception, PyException_GetTraceback(exception));
    return NULL;
}

static void
entrance_set(entrance *to, PyObject *callable, const module_state *state)
{
    if (callable == Py_None) {
        return;
    }
    Py_INCREF(callable);
    to->callable = callable;
    if (Py_IS_TYPE(callable, state->function_type)) {
        to->compiled = (function_object *)callable;
    }
}

static void
entrance_clear(entrance *to)
{
    to->compiled = NULL;
    Py_CLEAR(to->callable);
}

/* Find the numbers of the result, and how many words they take behind a pointer. */
static int
set_result(program_object *program, int result)
{
    int halves = 0;
    program->result = (unsigned char)result;
    program->fallible = (result & FALLIBLE) != 0;
    if (result == OP_OTHER) {
        return 0;
    }
    int prims = entry_prims(program->result, program->result_kinds);
    if (prims < 0 || (program->fallible && OP_TYPE(result) == OP_TEXT)) {
        PyErr_SetString(PyExc_ValueError, "the program has a result that cannot be");
        return -1;
    }
    if (program->fallible) {
        program->result_kinds[prims++] = KIND_I32;
        program->result_kinds[prims++] = KIND_I32;
    }
    for (int i = 0; i < prims; i++) {
        bool wide = program->result_kinds[i] == KIND_I64 || program->result_kinds[i] == KIND_F64;
        halves += wide ? 2 + (halves & 1) : 1;
    }
    program->result_prims = prims;
    program->result_words = prims > 1 ? (halves + 1) / 2 : 0;
    return 0;
}

static int
set_ops(program_object *program, PyObject *ops, Py_ssize_t required)
{
    unsigned char kinds[VALUE_PRIMS];
    int prims = 2; /* those that stand before the arguments */
    program->count = PyBytes_GET_SIZE(ops);
    for (Py_ssize_t i = 0; i < program->count; i++) {
        unsigned char op = (unsigned char)PyBytes_AS_STRING(ops)[i];
        int found = entry_prims(op, kinds);
        prims += found;
        if (found < 0 || prims > FEW || i >= FEW) {
            PyErr_SetString(PyExc_ValueError, "the program has an argument that cannot be");
            return -1;
        }
        program->ops[i] = op;
    }
    if (required < 0 || required > program->count) {
        PyErr_SetString(PyExc_ValueError, "the program requires more arguments than it has");
        return -1;
    }
    program->required = required;
    return 0;
}

static PyObject *
program_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"name",     "ops",     "required", "result",  "enter",
                            "slow",     "ended",   "barrier",  "handles", "promise_type",
                            "memory",   "allocate", "release", "aligned", NULL};
    PyObject *name, *ops, *enter, *slow, *ended, *barrier, *handles, *promise_type;
    PyObject *memory, *allocate, *release;
    Py_ssize_t required;
    int result, aligned;
    module_state *state = PyType_GetModuleState(type);
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "USniOOOO!OOOOOp", names, &name, &ops, &required,
                                     &result, &enter, &slow, &ended, state->barrier_type, &barrier,
                                     &handles, &promise_type, &memory, &allocate, &release,
                                     &aligned)) {
        return NULL;
    }
    program_object *program = (program_object *)type->tp_alloc(type, 0);
    if (program == NULL) {
        return NULL;
    }
    if (set_ops(program, ops, required) < 0 || set_result(program, result) < 0) {
        Py_DECREF(program);
        return NULL;
    }
    Py_INCREF(name);
    program->name = name;
    Py_INCREF(slow);
    program->slow = slow;
    Py_INCREF(ended);
    program->ended = ended;
    Py_INCREF(barrier);
    program->barrier = (barrier_object *)barrier;
    if (Py_IS_TYPE(handles, state->handles_type)) {
        Py_INCREF(handles);
        program->handles = (handles_object *)handles;
    }
    Py_INCREF(promise_type);
    program->promise_type = promise_type;
    program->aligned = aligned;
    entrance_set(&program->enter, enter, state);
    entrance_set(&program->allocate, allocate, state);
    entrance_set(&program->release, release, state);
    memory_access_set(&program->memory, memory, state->memory_type, state->window_type);
    return (PyObject *)program;
}

/* What both kinds of closures have. */
static PyObject *
set_closures(program_object *program, PyObject *index, PyObject *mapped, int mutable,
             vectorcallfunc make)
{
    program->place = (int32_t)PyLong_AsLong(index);
    if (program->place == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_INCREF(index);
    Py_XSETREF(program->index, index);
    Py_CLEAR(program->mapped);
    if (mapped != Py_None) {
        Py_INCREF(mapped);
        program->mapped = mapped;
    }
    program->mutable = mutable;
    program->vectorcall = make;
    Py_INCREF(program);
    return (PyObject *)program;
}

static PyObject *
program_stack_closures(PyObject *self, PyObject *args)
{
    program_object *program = (program_object *)self;
    PyObject *index, *epochs, *mapped;
    int mutable;
    if (!PyArg_ParseTuple(args, "O!O!Op", &PyLong_Type, &index, &PySet_Type, &epochs, &mapped,
                          &mutable)) {
        return NULL;
    }
    Py_INCREF(epochs);
    Py_XSETREF(program->epochs, epochs);
    return set_closures(program, index, mapped, mutable, stack_closure_make);
}

static PyObject *
program_heap_closures(PyObject *self, PyObject *args)
{
    program_object *program = (program_object *)self;
    PyObject *index, *mapped, *list, *note_collected, *state_of, *settle;
    int mutable, owned;
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    if (!PyArg_ParseTuple(args, "O!OppO!OOO", &PyLong_Type, &index, &mapped, &mutable, &owned,
                          state->closure_list_type, &list, &note_collected, &state_of, &settle)) {
        return NULL;
    }
    program->owned = owned;
    Py_INCREF(list);
    Py_XSETREF(program->list, (closure_list *)list);
    Py_INCREF(note_collected);
    Py_XSETREF(program->note_collected, note_collected);
    Py_INCREF(state_of);
    Py_XSETREF(program->state_of, state_of);
    Py_INCREF(settle);
    Py_XSETREF(program->settle, settle);
    return set_closures(program, index, mapped, mutable, heap_closure_make);
}

static PyObject *
program_call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    if (((program_object *)self)->vectorcall == NULL) {
        return PyErr_Format(PyExc_TypeError, "%R is not for closures", self);
    }
    return PyVectorcall_Call(self, args, kwargs);
}

static int
program_traverse(PyObject *self, visitproc visit, void *arg)
{
    program_object *program = (program_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(program->enter.callable);
    Py_VISIT(program->allocate.callable);
    Py_VISIT(program->release.callable);
    Py_VISIT(program->mailbox.open);
    Py_VISIT(program->mailbox.run);
    Py_VISIT(program->mailbox.refuse);
    Py_VISIT(program->memory.memory);
    Py_VISIT(program->memory.window);
    Py_VISIT(program->handles);
    Py_VISIT(program->promise_type);
    Py_VISIT(program->slow);
    Py_VISIT(program->ended);
    Py_VISIT(program->mapped);
    Py_VISIT(program->epochs);
    Py_VISIT(program->list);
    Py_VISIT(program->note_collected);
    Py_VISIT(program->state_of);
    Py_VISIT(program->settle);
    return 0;
}

/* Those that run are left alone: a ring that is collected runs none of its programs, but its
 * finalizers may. What they need is checked for, so only what can be in a ring goes. */
static int
program_clear(PyObject *self)
{
    program_object *program = (program_object *)self;
    entrance_clear(&program->enter);
    entrance_clear(&program->allocate);
    entrance_clear(&program->release);
    memory_access_clear(&program->memory);
    mailbox_clear(&program->mailbox);
    Py_CLEAR(program->mapped);
    return 0;
}

static void
program_dealloc(PyObject *self)
{
    program_object *program = (program_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    program_clear(self);
    Py_CLEAR(program->slow);
    Py_CLEAR(program->ended);
    Py_CLEAR(program->epochs);
    Py_CLEAR(program->list);
    Py_CLEAR(program->note_collected);
    Py_CLEAR(program->state_of);
    Py_CLEAR(program->settle);
    Py_CLEAR(program->barrier);
    Py_CLEAR(program->handles);
    Py_CLEAR(program->promise_type);
    Py_CLEAR(program->index);
    Py_CLEAR(program->name);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
program_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<program of %U>", ((program_object *)self)->name);
}

static PyMemberDef program_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(program_object, vectorcall), READONLY, NULL},
    {NULL},
};

static PyMethodDef program_methods[] = {
    {"by_mailbox", program_by_mailbox, METH_VARARGS,
     "by_mailbox($self, open, wait, /)\n--\n\n"
     "Have calls cross in memory: open() is asked how, after so many."},
    {"stack_closures", program_stack_closures, METH_VARARGS,
     "stack_closures($self, index, epochs, mapped, mutable, /)\n--\n\n"
     "Become what makes stack closures: self(ab, epoch)."},
    {"heap_closures", program_heap_closures, METH_VARARGS,
     "heap_closures($self, index, mapped, mutable, owned, list, note_collected, state_of, "
     "settle, /)\n--\n\nBecome what makes heap closures: self(a, b)."},
    {NULL},
};

static PyType_Slot program_slots[] = {
    {Py_tp_doc, "How Python enters a guest for one signature."},
    {Py_tp_new, program_new},
    {Py_tp_call, program_call},
    {Py_tp_dealloc, program_dealloc},
    {Py_tp_traverse, program_traverse},
    {Py_tp_clear, program_clear},
    {Py_tp_members, program_members},
    {Py_tp_methods, program_methods},
    {Py_tp_repr, program_repr},
    {0, NULL},
};

PyType_Spec program_spec = {
    .name = "runtime.engine._crossing.Program",
    .basicsize = sizeof(program_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = program_slots,
};
