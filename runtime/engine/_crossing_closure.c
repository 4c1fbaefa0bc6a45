/* Stack closures with a program. Their life is said in runtime/core/scopes.py. */
#include "_crossing_entry.h"
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    program_object *program;
    PyObject *packed;
    PyObject *epoch;
    PyObject *dict;
    PyObject *weakrefs;
    int64_t ab;
    char running;
} stack_closure_object;

/* The closure's own two numbers, before its arguments. */
static void
lead_with(call_numbers *numbers, program_object *program, PyObject *packed, int64_t ab)
{
    numbers->count = 2;
    numbers->texts = 0;
    numbers->slots[0].i64 = ab;
    numbers->slots[1].bits = (uint32_t)program->place;
    numbers->kinds[0] = KIND_I64;
    numbers->kinds[1] = KIND_I32;
    numbers->values[0] = packed;
    numbers->values[1] = program->index;
}

static PyObject *
stack_closure_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    stack_closure_object *closure = (stack_closure_object *)self;
    program_object *program = closure->program;
    call_numbers numbers;
    if (kwnames != NULL || closure->running) {
        return program_slow(program, self, args, nargsf, kwnames);
    }
    int open = PySet_Contains(program->epochs, closure->epoch);
    if (open < 0) {
        return NULL;
    }
    lead_with(&numbers, program, closure->packed, closure->ab);
    if (!open || !program_lower(program, args, PyVectorcall_NARGS(nargsf), &numbers)) {
        return program_slow(program, self, args, nargsf, kwnames);
    }
    if (Py_EnterRecursiveCall(" while calling a stack closure")) {
        return NULL;
    }
    closure->running = program->mutable;
    PyObject *result = program_run(program, &numbers);
    closure->running = 0;
    Py_LeaveRecursiveCall();
    return result;
}

/* program(ab, epoch) */
PyObject *
stack_closure_make(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    program_object *program = (program_object *)self;
    if (PyVectorcall_NARGS(nargsf) != 2 || kwnames != NULL) {
        return PyErr_Format(PyExc_TypeError, "%R takes a closure's ab and its epoch", self);
    }
    long long ab = PyLong_AsLongLong(args[0]);
    if (ab == -1 && PyErr_Occurred()) {
        return NULL;
    }
    PyTypeObject *type =
        ((module_state *)PyType_GetModuleState(Py_TYPE(self)))->stack_closure_type;
    stack_closure_object *closure = (stack_closure_object *)type->tp_alloc(type, 0);
    if (closure == NULL) {
        return NULL;
    }
    closure->vectorcall = stack_closure_call;
    Py_INCREF(program);
    closure->program = program;
    Py_INCREF(args[0]);
    closure->packed = args[0];
    Py_INCREF(args[1]);
    closure->epoch = args[1];
    closure->ab = ab;
    return (PyObject *)closure;
}

static int
stack_closure_traverse(PyObject *self, visitproc visit, void *arg)
{
    stack_closure_object *closure = (stack_closure_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(closure->program);
    Py_VISIT(closure->dict);
    return 0;
}

/* The program stays: it clears itself, and who still has the closure may call it. */
static int
stack_closure_clear(PyObject *self)
{
    Py_CLEAR(((stack_closure_object *)self)->dict);
    return 0;
}

static void
stack_closure_dealloc(PyObject *self)
{
    stack_closure_object *closure = (stack_closure_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (closure->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    Py_CLEAR(closure->dict);
    Py_CLEAR(closure->packed);
    Py_CLEAR(closure->epoch);
    Py_CLEAR(closure->program);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
stack_closure_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<stack closure %U at %p>",
                                ((stack_closure_object *)self)->program->name, self);
}

static PyObject *
stack_closure_name(PyObject *self, void *ignored)
{
    PyObject *name = ((stack_closure_object *)self)->program->name;
    (void)ignored;
    Py_INCREF(name);
    return name;
}

static PyObject *
stack_closure_map(PyObject *self, void *ignored)
{
    program_object *program = ((stack_closure_object *)self)->program;
    (void)ignored;
    if (program->mapped == NULL) {
        PyErr_SetString(PyExc_AttributeError, "map: only closures of numbers have it");
        return NULL;
    }
    return PyMethod_New(program->mapped, self);
}

static PyMemberDef stack_closure_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(stack_closure_object, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(stack_closure_object, dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(stack_closure_object, weakrefs), READONLY, NULL},
    {"packed", T_OBJECT, offsetof(stack_closure_object, packed), READONLY, NULL},
    {"epoch", T_OBJECT, offsetof(stack_closure_object, epoch), READONLY, NULL},
    {"running", T_BOOL, offsetof(stack_closure_object, running), 0, NULL},
    {NULL},
};

static PyGetSetDef stack_closure_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"__name__", stack_closure_name, NULL, NULL, NULL},
    {"__qualname__", stack_closure_name, NULL, NULL, NULL},
    {"map", stack_closure_map, NULL, "Call for each element of buffers, in one crossing.", NULL},
    {NULL},
};

static PyType_Slot stack_closure_slots[] = {
    {Py_tp_doc, "A closure that Rust lends for the length of one imported call."},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, stack_closure_dealloc},
    {Py_tp_traverse, stack_closure_traverse},
    {Py_tp_clear, stack_closure_clear},
    {Py_tp_members, stack_closure_members},
    {Py_tp_getset, stack_closure_getset},
    {Py_tp_repr, stack_closure_repr},
    {0, NULL},
};

PyType_Spec stack_closure_spec = {
    .name = "runtime.engine._crossing.StackClosure",
    .basicsize = sizeof(stack_closure_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = stack_closure_slots,
};
