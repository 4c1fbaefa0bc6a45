/* What watches over the heap closures of one instance that have programs, and lets them go. */
#include "_crossing_heap.h"
#include <structmember.h>

void
closure_list_add(closure_list *list, heap_closure_object *closure)
{
    closure->number = ++list->made;
    closure->before = list->last;
    if (list->last != NULL) {
        list->last->after = closure;
    } else {
        list->first = closure;
    }
    list->last = closure;
    list->count++;
    closure->listed = true;
}

void
closure_list_remove(closure_list *list, heap_closure_object *closure)
{
    if (!closure->listed) {
        return;
    }
    relay_forget(closure);
    if (closure->before != NULL) {
        closure->before->after = closure->after;
    } else {
        list->first = closure->after;
    }
    if (closure->after != NULL) {
        closure->after->before = closure->before;
    } else {
        list->last = closure->before;
    }
    closure->before = closure->after = NULL;
    closure->listed = false;
    list->count--;
}

static PyObject *
list_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "", names)) {
        return NULL;
    }
    return type->tp_alloc(type, 0);
}

static int
list_traverse(PyObject *self, visitproc visit, void *arg)
{
    closure_list *list = (closure_list *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(list->drop_for_sink);
    Py_VISIT(list->drop_for_rust);
    Py_VISIT(list->destroy);
    return 0;
}

static int
list_clear(PyObject *self)
{
    closure_list *list = (closure_list *)self;
    Py_CLEAR(list->drop_for_sink);
    Py_CLEAR(list->drop_for_rust);
    Py_CLEAR(list->destroy);
    return 0;
}

/* Whoever is listed has a program, which holds the list: it is empty by now. */
static void
list_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    list_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static Py_ssize_t
list_length(PyObject *self)
{
    return ((closure_list *)self)->count;
}

static PyObject *
list_next_number(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    return PyLong_FromLongLong(++((closure_list *)self)->made);
}

static PyObject *
list_live(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    PyObject *found = PyList_New(0);
    for (heap_closure_object *each = ((closure_list *)self)->first; found != NULL && each != NULL;
         each = each->after) {
        /* One that a collection is about to finalize is listed still, and may be had. */
        if (PyList_Append(found, (PyObject *)each) < 0) {
            Py_CLEAR(found);
        }
    }
    return found;
}

static PyObject *
list_end_all(PyObject *self, PyObject *ignored)
{
    closure_list *list = (closure_list *)self;
    (void)ignored;
    while (list->first != NULL) {
        list->first->status = CLOSED;
        closure_list_remove(list, list->first);
    }
    Py_RETURN_NONE;
}

/* --- what Rust drops ---------------------------------------------------------------------- */

bool
closure_list_destroys(const heap_closure_object *closure)
{
    const program_object *program = closure->head.program;
    const program_object *destroy = program->list->destroy;
    return !program->owned || program->barrier->shut ||
           (destroy != NULL && program_ready(destroy));
}

int
closure_list_destroy(heap_closure_object *closure)
{
    program_object *program = closure->head.program, *destroy = program->list->destroy;
    call_numbers numbers;
    if (!program->owned || program->barrier->shut) {
        return 0;
    }
    numbers.count = 2;
    numbers.late = 0;
    numbers.slots[0].bits = (uint32_t)closure->head.ab;
    numbers.slots[1].bits = (uint64_t)closure->head.ab >> 32;
    numbers.kinds[0] = numbers.kinds[1] = KIND_I32;
    numbers.values[0] = numbers.values[1] = NULL;
    if (Py_EnterRecursiveCall(" while destroying a heap closure")) {
        return -1;
    }
    Py_INCREF(destroy);
    PyObject *result = program_run(destroy, &numbers);
    Py_DECREF(destroy);
    Py_LeaveRecursiveCall();
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* The closure, if it is one of this list's whose end is met here. */
static heap_closure_object *
as_listed(PyObject *self, PyObject *function)
{
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    if (!Py_IS_TYPE(function, state->heap_closure_type)) {
        return NULL;
    }
    heap_closure_object *closure = (heap_closure_object *)function;
    return (PyObject *)closure->head.program->list == self ? closure : NULL;
}

static PyObject *
leave_drop(PyObject *served, PyObject *function)
{
    if (served == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "a closure was dropped of a guest that is gone");
        return NULL;
    }
    return PyObject_CallOneArg(served, function);
}

/* The box is the host's, which tells whether to free it, and which it is. */
static PyObject *
list_drop_for_sink(PyObject *self, PyObject *function)
{
    heap_closure_object *closure = as_listed(self, function);
    if (closure == NULL) {
        return leave_drop(((closure_list *)self)->drop_for_sink, function);
    }
    const program_object *program = closure->head.program;
    bool freed = heap_closure_drop(closure) && program->owned && !program->barrier->shut;
    return PyLong_FromLongLong(freed ? closure->head.ab : 0);
}

/* The box is Rust's, which is told whether to free it. */
static PyObject *
list_drop_for_rust(PyObject *self, PyObject *function)
{
    heap_closure_object *closure = as_listed(self, function);
    if (closure == NULL) {
        return leave_drop(((closure_list *)self)->drop_for_rust, function);
    }
    return PyBool_FromLong(heap_closure_drop(closure));
}

static PyObject *
list_attach(PyObject *self, PyObject *args)
{
    closure_list *list = (closure_list *)self;
    PyObject *drop_for_sink, *drop_for_rust;
    if (!PyArg_ParseTuple(args, "OO", &drop_for_sink, &drop_for_rust)) {
        return NULL;
    }
    Py_INCREF(drop_for_sink);
    Py_XSETREF(list->drop_for_sink, drop_for_sink);
    Py_INCREF(drop_for_rust);
    Py_XSETREF(list->drop_for_rust, drop_for_rust);
    Py_RETURN_NONE;
}

static PyObject *
list_destroy_by(PyObject *self, PyObject *program)
{
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    if (program != Py_None && !Py_IS_TYPE(program, state->program_type)) {
        return PyErr_Format(PyExc_TypeError, "%R is no program", program);
    }
    program_object *destroy = program == Py_None ? NULL : (program_object *)program;
    Py_XINCREF(destroy);
    Py_XSETREF(((closure_list *)self)->destroy, destroy);
    Py_RETURN_NONE;
}

static PyMemberDef list_members[] = {
    {"made", T_LONGLONG, offsetof(closure_list, made), READONLY, "How many numbers were given."},
    {NULL},
};

static PyMethodDef list_methods[] = {
    {"next_number", list_next_number, METH_NOARGS, "next_number($self, /)\n--\n\nGive a number."},
    {"live", list_live, METH_NOARGS, "live($self, /)\n--\n\nReturn the closures, oldest first."},
    {"end_all", list_end_all, METH_NOARGS, "end_all($self, /)\n--\n\nMark all as closed."},
    {"attach", list_attach, METH_VARARGS,
     "attach($self, drop_for_sink, drop_for_rust, /)\n--\n\nTake what serves all other closures."},
    {"destroy_by", list_destroy_by, METH_O,
     "destroy_by($self, program, /)\n--\n\nHave a program destroy closures, or None here."},
    {"drop_for_sink", list_drop_for_sink, METH_O,
     "drop_for_sink($self, closure, /)\n--\n\nServe `_wbg_cb_unref`; return the box to free, or 0."},
    {"drop_for_rust", list_drop_for_rust, METH_O,
     "drop_for_rust($self, closure, /)\n--\n\nServe `__wbindgen_cb_drop`."},
    {NULL},
};

static PyType_Slot list_slots[] = {
    {Py_tp_doc, "The heap closures of one instance that have programs."},
    {Py_tp_new, list_new},
    {Py_tp_dealloc, list_dealloc},
    {Py_tp_traverse, list_traverse},
    {Py_tp_clear, list_clear},
    {Py_tp_members, list_members},
    {Py_tp_methods, list_methods},
    {Py_sq_length, list_length},
    {0, NULL},
};

PyType_Spec closure_list_spec = {
    .name = "runtime.engine._crossing.ClosureList",
    .basicsize = sizeof(closure_list),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = list_slots,
};
