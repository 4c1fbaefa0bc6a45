/* Heap closures with a program. Their life is the transition table of runtime/core/closures.py: here
 * are those transitions that every closure makes, and the others are made there. */
#include "_crossing_heap.h"
#include <structmember.h>

/* --- calls --- */

static PyObject *
state_of(heap_closure_object *closure)
{
    return PyObject_CallOneArg(closure->head.program->state_of, (PyObject *)closure);
}

static PyObject *
heap_closure_slow(heap_closure_object *closure, PyObject *const *args, size_t nargsf,
                  PyObject *kwnames)
{
    PyObject *state = state_of(closure);
    if (state == NULL) {
        return NULL;
    }
    PyObject *result = program_slow(closure->head.program, state, args, nargsf, kwnames);
    Py_DECREF(state);
    return result;
}

/* It was dropped or closed while it ran. An exception on its way is kept, as `finally` keeps it. */
PyObject *
settle_closure(heap_closure_object *closure, PyObject *result)
{
    if (closure->status == DROPPING && result != NULL && closure_list_destroys(closure)) {
        closure->status = DROPPED;
        closure_list_remove(closure->head.program->list, closure);
        if (closure_list_destroy(closure) < 0) {
            Py_CLEAR(result);
        }
        return result;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *state = state_of(closure);
    PyObject *settled = NULL;
    if (state != NULL) {
        settled = PyObject_CallOneArg(closure->head.program->settle, state);
        Py_DECREF(state);
    }
    if (settled == NULL) {
        PyObject *newer_type, *newer, *newer_traceback;
        Py_CLEAR(result);
        if (value != NULL) {
            PyErr_Fetch(&newer_type, &newer, &newer_traceback);
            PyErr_NormalizeException(&newer_type, &newer, &newer_traceback);
            PyErr_NormalizeException(&type, &value, &traceback);
            Py_INCREF(value);
            PyException_SetContext(newer, value);
            PyErr_Restore(newer_type, newer, newer_traceback);
        }
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        return NULL;
    }
    Py_DECREF(settled);
    PyErr_Restore(type, value, traceback);
    return result;
}

static PyObject *
heap_closure_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    heap_closure_object *closure = (heap_closure_object *)self;
    program_object *program = closure->head.program;
    call_numbers numbers;
    if (program->barrier->relay != NULL && relay_halt(program->barrier) < 0) {
        return NULL;
    }
    bool first = closure->status == LIVE;
    if (kwnames != NULL || !(first || (closure->status == RUNNING && !program->mutable))) {
        return heap_closure_slow(closure, args, nargsf, kwnames);
    }
    lead_with(&numbers, &closure->head);
    if (!program_lower(program, args, PyVectorcall_NARGS(nargsf), &numbers)) {
        return heap_closure_slow(closure, args, nargsf, kwnames);
    }
    if (Py_EnterRecursiveCall(" while calling a heap closure")) {
        return NULL;
    }
    closure->status = RUNNING;
    PyObject *result = program_run(program, &numbers);
    if (first) {
        if (closure->status == RUNNING) {
            closure->status = LIVE;
        } else {
            result = settle_closure(closure, result);
        }
    }
    Py_LeaveRecursiveCall();
    return result;
}

PyObject *
heap_closure_new(PyObject *self, uint32_t a, uint32_t b)
{
    program_object *program = (program_object *)self;
    PyTypeObject *type =
        ((module_state *)PyType_GetModuleState(Py_TYPE(self)))->heap_closure_type;
    heap_closure_object *closure = (heap_closure_object *)type->tp_alloc(type, 0);
    if (closure == NULL) {
        return NULL;
    }
    closure->head.vectorcall = heap_closure_call;
    Py_INCREF(program);
    closure->head.program = program;
    closure->head.ab = (int64_t)(a | (uint64_t)b << 32);
    closure_list_add(program->list, closure);
    return (PyObject *)closure;
}

/* program(a, b) */
PyObject *
heap_closure_make(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    if (PyVectorcall_NARGS(nargsf) != 2 || kwnames != NULL) {
        return PyErr_Format(PyExc_TypeError, "%R takes a closure's a and b", self);
    }
    long long a = PyLong_AsLongLong(args[0]);
    long long b = a == -1 && PyErr_Occurred() ? -1 : PyLong_AsLongLong(args[1]);
    if (PyErr_Occurred()) {
        return NULL;
    }
    return heap_closure_new(self, (uint32_t)a, (uint32_t)b);
}

/* --- ends --- */

/* Rust drops it: tell whether that was its end. While it runs, its end is its last return. */
bool
heap_closure_drop(heap_closure_object *closure)
{
    if (closure->status == RUNNING) {
        closure->status = DROPPING;
    } else if (closure->status == LIVE) {
        closure->status = DROPPED;
        closure_list_remove(closure->head.program->list, closure);
        return true;
    }
    return false;
}

static PyObject *
heap_closure_forget(PyObject *self, PyObject *ignored)
{
    heap_closure_object *closure = (heap_closure_object *)self;
    (void)ignored;
    closure_list_remove(closure->head.program->list, closure);
    Py_RETURN_NONE;
}

/* Nobody can call it any more, but Rust has not dropped it: its destructor waits for a safe point.
 * A finalizer of others may give it out once more, so it is done with from here on. */
static void
heap_closure_finalize(PyObject *self)
{
    heap_closure_object *closure = (heap_closure_object *)self;
    PyObject *type, *value, *traceback;
    if (!closure->listed) {
        return;
    }
    closure_list_remove(closure->head.program->list, closure);
    if (closure->status != LIVE) {
        return;
    }
    closure->status = DROPPED;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *result = PyObject_CallFunction(closure->head.program->note_collected, "LL",
                                             closure->number, (long long)closure->head.ab);
    if (result == NULL) {
        PyErr_WriteUnraisable(closure->head.program->note_collected);
    }
    Py_XDECREF(result);
    PyErr_Restore(type, value, traceback);
}

static void
heap_closure_dealloc(PyObject *self)
{
    heap_closure_object *closure = (heap_closure_object *)self;
    if (closure->listed && PyObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    PyObject_GC_UnTrack(self);
    if (closure->head.program != NULL) {
        closure_list_remove(closure->head.program->list, closure);
    }
    closure_free(self);
}

/* --- attributes --- */

static PyObject *
heap_closure_state(PyObject *self, void *ignored)
{
    (void)ignored;
    return state_of((heap_closure_object *)self);
}

static PyObject *
heap_closure_map(PyObject *self, void *ignored)
{
    program_object *program = ((closure_head *)self)->program;
    (void)ignored;
    if (program->mapped == NULL) {
        PyErr_SetString(PyExc_AttributeError, "map: only closures of numbers have it");
        return NULL;
    }
    PyObject *state = state_of((heap_closure_object *)self);
    PyObject *method = state == NULL ? NULL : PyMethod_New(program->mapped, state);
    Py_XDECREF(state);
    return method;
}

static PyObject *
heap_closure_repr(PyObject *self)
{
    heap_closure_object *closure = (heap_closure_object *)self;
    return PyUnicode_FromFormat("<heap closure #%lld `%U`>", closure->number,
                                closure->head.program->name);
}

static PyMemberDef heap_closure_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(closure_head, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(closure_head, dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(closure_head, weakrefs), READONLY, NULL},
    {"number", T_LONGLONG, offsetof(heap_closure_object, number), READONLY, NULL},
    {"status", T_UBYTE, offsetof(heap_closure_object, status), 0, "The place of its Status."},
    {NULL},
};

static PyGetSetDef heap_closure_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"__name__", closure_name, NULL, NULL, NULL},
    {"__qualname__", closure_name, NULL, NULL, NULL},
    {"__signature__", closure_signature, NULL, NULL, NULL},
    {"packed", closure_packed, NULL, NULL, NULL},
    {"wasmloop_state", heap_closure_state, NULL, "Its state, made anew each time.", NULL},
    {"map", heap_closure_map, NULL, "Call for each element of buffers, in one crossing.", NULL},
    {NULL},
};

static PyMethodDef heap_closure_methods[] = {
    {"forget", heap_closure_forget, METH_NOARGS,
     "forget($self, /)\n--\n\nStop watching over it: it was dropped."},
    {NULL},
};

static PyType_Slot heap_closure_slots[] = {
    {Py_tp_doc, "A closure that Rust gave away, until it drops it."},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, heap_closure_dealloc},
    {Py_tp_finalize, heap_closure_finalize},
    {Py_tp_traverse, closure_traverse},
    {Py_tp_clear, closure_clear},
    {Py_tp_members, heap_closure_members},
    {Py_tp_getset, heap_closure_getset},
    {Py_tp_methods, heap_closure_methods},
    {Py_tp_repr, heap_closure_repr},
    {0, NULL},
};

PyType_Spec heap_closure_spec = {
    .name = "runtime.engine._crossing.HeapClosure",
    .basicsize = sizeof(heap_closure_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = heap_closure_slots,
};
