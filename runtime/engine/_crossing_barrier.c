/* The barrier of one guest: asked on the way of every call, whether this thread may enter it. */
#include "_crossing.h"
#include <structmember.h>

static PyObject *
barrier_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    barrier_object *barrier = (barrier_object *)self;
    (void)args;
    if (PyVectorcall_NARGS(nargsf) != 0 || kwnames != NULL) {
        PyErr_SetString(PyExc_TypeError, "a barrier takes no arguments");
        return NULL;
    }
    if (barrier->relay != NULL && relay_halt(barrier) < 0) {
        return NULL;
    }
    return PyBool_FromLong(barrier->shut || barrier->thread != PyThread_get_thread_ident());
}

static PyObject *
barrier_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "", names)) {
        return NULL;
    }
    barrier_object *barrier = (barrier_object *)type->tp_alloc(type, 0);
    if (barrier != NULL) {
        barrier->vectorcall = barrier_call;
        barrier->thread = PyThread_get_thread_ident();
    }
    return (PyObject *)barrier;
}

static void
barrier_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef barrier_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(barrier_object, vectorcall), READONLY, NULL},
    {"shut", T_BOOL, offsetof(barrier_object, shut), 0, "Nobody may enter any more."},
    {"entry", T_ULONGLONG, offsetof(barrier_object, entry), READONLY,
     "The number of the innermost call of a program's that is under way, 0 if there is none."},
    {NULL},
};

static PyType_Slot barrier_slots[] = {
    {Py_tp_doc, "Barrier()\n--\n\nCalled, it tells whether this thread is to be kept out."},
    {Py_tp_new, barrier_new},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, barrier_dealloc},
    {Py_tp_members, barrier_members},
    {0, NULL},
};

PyType_Spec barrier_spec = {
    .name = "runtime.engine._crossing.Barrier",
    .basicsize = sizeof(barrier_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = barrier_slots,
};
