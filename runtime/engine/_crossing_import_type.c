/* The type of imports that are served in C; what one does stands in _crossing_import.c. */
#include "_crossing_import.h"
#include <structmember.h>

/* Called by an engine that gives Python's numbers. */
static PyObject *
import_call(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    import_object *self = (import_object *)callable;
    wasmtime_val_raw_t slots[FEW];
    Py_ssize_t count = PyVectorcall_NARGS(nargsf);
    const char *kinds = PyBytes_AS_STRING(self->params);
    if (kwnames != NULL || count != PyBytes_GET_SIZE(self->params)) {
        PyErr_SetString(PyExc_TypeError, "an import takes the numbers of its type");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!value_unbox(kinds[i], args[i], slots + i)) {
            return PyErr_Format(PyExc_TypeError, "an import takes numbers, not %R", args[i]);
        }
    }
    if (import_run(self, slots) < 0) {
        return NULL;
    }
    if (self->result < 0) {
        Py_RETURN_NONE;
    }
    return value_box((unsigned char)self->result, slots);
}

static bool
all_kinds(PyObject *kinds)
{
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(kinds); i++) {
        if ((unsigned char)PyBytes_AS_STRING(kinds)[i] > KIND_F64) {
            return false;
        }
    }
    return true;
}

/* Write down how many numbers each op takes; false if those are not just as many as there are. */
static bool
set_widths(import_object *self)
{
    Py_ssize_t count = PyBytes_GET_SIZE(self->ops), numbers = 0;
    if (count == 0) {
        return PyBytes_GET_SIZE(self->params) <= FEW;
    }
    if (count > FEW + 1) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t width = import_width((unsigned char)PyBytes_AS_STRING(self->ops)[i]);
        if (width < 0) {
            return false;
        }
        self->widths[i] = (unsigned char)width;
        numbers += i + 1 < count ? width : width > 1;
    }
    self->by_pointer = self->widths[count - 1] > 1;
    return numbers == PyBytes_GET_SIZE(self->params) && numbers <= FEW &&
           (self->has_target || count == 2);
}

static PyObject *
import_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"glue", "target", "params", "result", "ops", "catches", "generic", NULL};
    PyObject *glue, *target, *params, *result, *ops, *generic;
    int catches;
    module_state *state = PyType_GetModuleState(type);
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!OSSSpO", names, state->glue_type, &glue,
                                     &target, &params, &result, &ops, &catches, &generic)) {
        return NULL;
    }
    import_object *self = (import_object *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->vectorcall = import_call;
    self->has_target = target != Py_None;
    self->catches = catches;
    self->result = PyBytes_GET_SIZE(result) ? PyBytes_AS_STRING(result)[0] : -1;
    Py_INCREF(glue);
    self->glue = (glue_object *)glue;
    if (self->has_target) {
        Py_INCREF(target);
        self->target = target;
    }
    Py_INCREF(params);
    self->params = params;
    Py_INCREF(ops);
    self->ops = ops;
    Py_INCREF(generic);
    self->generic = generic;
    self->makes = Py_IS_TYPE(target, state->program_type) && PyBytes_GET_SIZE(ops) == 3 &&
                  memcmp(PyBytes_AS_STRING(ops), (const char[]){OP_I32, OP_I32, OP_HANDLE}, 3) == 0;
    if (!all_kinds(params) || !all_kinds(result) || !set_widths(self)) {
        Py_DECREF(self);
        PyErr_SetString(PyExc_ValueError, "the ops of an import do not fit its type");
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *
import_attach(PyObject *self, PyObject *makers)
{
    Py_ssize_t closures = 0;
    PyObject *ops = ((import_object *)self)->ops;
    for (Py_ssize_t i = 0; i + 1 < PyBytes_GET_SIZE(ops); i++) {
        closures += PyBytes_AS_STRING(ops)[i] == OP_CLOSURE;
    }
    if (!PyTuple_CheckExact(makers) || PyTuple_GET_SIZE(makers) != closures) {
        PyErr_SetString(PyExc_TypeError, "an import needs a maker for each of its closures");
        return NULL;
    }
    Py_INCREF(makers);
    Py_XSETREF(((import_object *)self)->makers, makers);
    Py_RETURN_NONE;
}

static PyObject *
import_notes_for(PyObject *self, PyObject *relay)
{
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    import_object *import = (import_object *)self;
    if (!Py_IS_TYPE(relay, state->relay_type) || PyBytes_GET_SIZE(import->ops) < 2) {
        return PyErr_Format(PyExc_TypeError, "%R is no relay, or the import has no argument", relay);
    }
    Py_INCREF(relay);
    Py_XSETREF(import->relay, (relay_object *)relay);
    Py_RETURN_NONE;
}

static int
import_traverse(PyObject *self, visitproc visit, void *arg)
{
    import_object *import = (import_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(import->glue);
    Py_VISIT(import->target);
    Py_VISIT(import->generic);
    Py_VISIT(import->imported);
    Py_VISIT(import->returned);
    Py_VISIT(import->makers);
    Py_VISIT(import->relay);
    return 0;
}

static int
import_clear(PyObject *self)
{
    import_object *import = (import_object *)self;
    Py_CLEAR(import->target);
    Py_CLEAR(import->generic);
    Py_CLEAR(import->imported);
    Py_CLEAR(import->returned);
    Py_CLEAR(import->makers);
    Py_CLEAR(import->relay);
    return 0;
}

static void
import_dealloc(PyObject *self)
{
    import_object *import = (import_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    import_clear(self);
    Py_XDECREF(import->glue);
    Py_XDECREF(import->params);
    Py_XDECREF(import->ops);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef import_methods[] = {
    {"attach", import_attach, METH_O,
     "attach($self, makers, /)\n--\n\nTake what makes each of the stack closures."},
    {"notes_for", import_notes_for, METH_O,
     "notes_for($self, relay, /)\n--\n\nTell a relay of the closures that are given."},
    {NULL},
};

static PyMemberDef import_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(import_object, vectorcall), READONLY, NULL},
    {NULL},
};

static PyType_Slot import_slots[] = {
    {Py_tp_doc, "What a guest calls for an import: numbers in, a number out."},
    {Py_tp_new, import_new},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, import_dealloc},
    {Py_tp_traverse, import_traverse},
    {Py_tp_clear, import_clear},
    {Py_tp_methods, import_methods},
    {Py_tp_members, import_members},
    {0, NULL},
};

PyType_Spec import_spec = {
    .name = "runtime.engine._crossing.Import",
    .basicsize = sizeof(import_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = import_slots,
};
