/* What closures with a program share; and stack closures (runtime/core/scopes.py). */
#include "_crossing_entry.h"
#include <structmember.h>

typedef struct {
    closure_head head;
    PyObject *epoch;
    char running;
} stack_closure_object;

/* --- what both kinds share --- */

/* The closure's own two numbers, before its arguments. An engine that takes objects is given the
 * same one at each call. */
void
lead_with(call_numbers *numbers, closure_head *closure)
{
    if (closure->packed == NULL && closure->program->enter.compiled == NULL) {
        Py_XDECREF(closure_packed((PyObject *)closure, NULL));
        PyErr_Clear();
    }
    numbers->count = 2;
    numbers->late = 0;
    numbers->slots[0].i64 = closure->ab;
    numbers->slots[1].bits = (uint32_t)closure->program->place;
    numbers->kinds[0] = KIND_I64;
    numbers->kinds[1] = KIND_I32;
    numbers->values[0] = closure->packed;
    numbers->values[1] = closure->program->index;
}

PyObject *
closure_packed(PyObject *self, void *ignored)
{
    closure_head *closure = (closure_head *)self;
    (void)ignored;
    if (closure->packed == NULL && (closure->packed = PyLong_FromLongLong(closure->ab)) == NULL) {
        return NULL;
    }
    Py_INCREF(closure->packed);
    return closure->packed;
}

PyObject *
closure_name(PyObject *self, void *ignored)
{
    PyObject *name = ((closure_head *)self)->program->name;
    (void)ignored;
    Py_INCREF(name);
    return name;
}

/* As `inspect.signature` has it of the generated function, the closure's state left out. */
PyObject *
closure_signature(PyObject *self, void *ignored)
{
    PyObject *signature = NULL;
    PyObject *inspect = PyImport_ImportModule("inspect");
    PyObject *method = PyMethod_New(((closure_head *)self)->program->slow, self);
    (void)ignored;
    if (inspect != NULL && method != NULL) {
        signature = PyObject_CallMethod(inspect, "signature", "O", method);
    }
    Py_XDECREF(inspect);
    Py_XDECREF(method);
    return signature;
}

int
closure_traverse(PyObject *self, visitproc visit, void *arg)
{
    closure_head *closure = (closure_head *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(closure->program);
    Py_VISIT(closure->dict);
    return 0;
}

/* The program stays: it clears itself, and who still has the closure may call it. */
int
closure_clear(PyObject *self)
{
    Py_CLEAR(((closure_head *)self)->dict);
    return 0;
}

/* The end of a dealloc: the object is untracked. */
void
closure_free(PyObject *self)
{
    closure_head *closure = (closure_head *)self;
    PyTypeObject *type = Py_TYPE(self);
    if (closure->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    Py_CLEAR(closure->dict);
    Py_CLEAR(closure->packed);
    Py_CLEAR(closure->program);
    type->tp_free(self);
    Py_DECREF(type);
}

/* --- stack closures --- */

static PyObject *
stack_closure_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    stack_closure_object *closure = (stack_closure_object *)self;
    program_object *program = closure->head.program;
    call_numbers numbers;
    if (kwnames != NULL || closure->running) {
        return program_slow(program, self, args, nargsf, kwnames);
    }
    if (program->barrier->relay != NULL && relay_halt(program->barrier) < 0) {
        return NULL;
    }
    int open = PySet_Contains(program->epochs, closure->epoch);
    if (open < 0) {
        return NULL;
    }
    lead_with(&numbers, &closure->head);
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
    closure->head.vectorcall = stack_closure_call;
    Py_INCREF(program);
    closure->head.program = program;
    Py_INCREF(args[0]);
    closure->head.packed = args[0];
    closure->head.ab = ab;
    Py_INCREF(args[1]);
    closure->epoch = args[1];
    return (PyObject *)closure;
}

static void
stack_closure_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((stack_closure_object *)self)->epoch);
    closure_free(self);
}

static PyObject *
stack_closure_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<stack closure %U at %p>",
                                ((closure_head *)self)->program->name, self);
}

static PyObject *
stack_closure_map(PyObject *self, void *ignored)
{
    program_object *program = ((closure_head *)self)->program;
    (void)ignored;
    if (program->mapped == NULL) {
        PyErr_SetString(PyExc_AttributeError, "map: only closures of numbers have it");
        return NULL;
    }
    return PyMethod_New(program->mapped, self);
}

static PyMemberDef stack_closure_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(closure_head, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(closure_head, dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(closure_head, weakrefs), READONLY, NULL},
    {"epoch", T_OBJECT, offsetof(stack_closure_object, epoch), READONLY, NULL},
    {"running", T_BOOL, offsetof(stack_closure_object, running), 0, NULL},
    {NULL},
};

static PyGetSetDef stack_closure_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"__name__", closure_name, NULL, NULL, NULL},
    {"__qualname__", closure_name, NULL, NULL, NULL},
    {"__signature__", closure_signature, NULL, NULL, NULL},
    {"packed", closure_packed, NULL, NULL, NULL},
    {"map", stack_closure_map, NULL, "Call for each element of buffers, in one crossing.", NULL},
    {NULL},
};

static PyType_Slot stack_closure_slots[] = {
    {Py_tp_doc, "A closure that Rust lends for the length of one imported call."},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, stack_closure_dealloc},
    {Py_tp_traverse, closure_traverse},
    {Py_tp_clear, closure_clear},
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
