/* Linear memory: every access asks Wasmtime for base and size, since growth may change both. */
#include "_crossing.h"

static PyObject *
outside(void)
{
    PyErr_SetString(PyExc_IndexError, "the access lies outside the linear memory");
    return NULL;
}

static uint8_t nothing[1];

/* Where `size` bytes at `offset` lie, or NULL with IndexError. */
uint8_t *
memory_locate(memory_object *memory, Py_ssize_t offset, Py_ssize_t size)
{
    store_object *store = memory->store;
    if (check_usable(store) < 0) {
        return NULL;
    }
    size_t limit = store->api.memory_data_size(store->context, &memory->handle);
    if (offset < 0 || size < 0 || (size_t)offset > limit || (size_t)size > limit - (size_t)offset) {
        return (uint8_t *)outside();
    }
    uint8_t *base = store->api.memory_data(store->context, &memory->handle);
    /* A memory without pages may have no base; NULL would stand for a failure. */
    return base == NULL ? nothing : base + offset;
}

static int
two_arguments(Py_ssize_t nargs, const char *method)
{
    if (nargs == 2) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "%s takes 2 arguments, and was given %zd", method, nargs);
    return -1;
}

static PyObject *
memory_read(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (two_arguments(nargs, "read") < 0) {
        return NULL;
    }
    Py_ssize_t offset = PyNumber_AsSsize_t(args[0], PyExc_IndexError);
    if (offset == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_ssize_t size = PyNumber_AsSsize_t(args[1], PyExc_IndexError);
    if (size == -1 && PyErr_Occurred()) {
        return NULL;
    }
    const uint8_t *data = memory_locate((memory_object *)self, offset, size);
    return data == NULL ? NULL : PyBytes_FromStringAndSize((const char *)data, size);
}

static PyObject *
memory_read_into(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (two_arguments(nargs, "read_into") < 0) {
        return NULL;
    }
    Py_ssize_t offset = PyNumber_AsSsize_t(args[0], PyExc_IndexError);
    if (offset == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_buffer target;
    if (PyObject_GetBuffer(args[1], &target, PyBUF_WRITABLE) < 0) {
        return NULL;
    }
    const uint8_t *data = memory_locate((memory_object *)self, offset, target.len);
    if (data != NULL) {
        memmove(target.buf, data, (size_t)target.len);
    }
    PyBuffer_Release(&target);
    if (data == NULL) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
memory_write(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (two_arguments(nargs, "write") < 0) {
        return NULL;
    }
    Py_ssize_t offset = PyNumber_AsSsize_t(args[0], PyExc_IndexError);
    if (offset == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_buffer source;
    if (PyObject_GetBuffer(args[1], &source, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    uint8_t *data = memory_locate((memory_object *)self, offset, source.len);
    if (data != NULL) {
        memmove(data, source.buf, (size_t)source.len);
    }
    PyBuffer_Release(&source);
    if (data == NULL) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
memory_size(PyObject *self, PyObject *ignored)
{
    memory_object *memory = (memory_object *)self;
    (void)ignored;
    if (check_usable(memory->store) < 0) {
        return NULL;
    }
    return PyLong_FromSize_t(
        memory->store->api.memory_data_size(memory->store->context, &memory->handle));
}

static PyObject *
memory_grow(PyObject *self, PyObject *pages)
{
    memory_object *memory = (memory_object *)self;
    if (check_usable(memory->store) < 0) {
        return NULL;
    }
    unsigned long long delta = PyLong_AsUnsignedLongLong(pages);
    if (delta == (unsigned long long)-1 && PyErr_Occurred()) {
        return NULL;
    }
    uint64_t before = 0;
    wasmtime_error_t *error =
        memory->store->api.memory_grow(memory->store->context, &memory->handle, delta, &before);
    if (error != NULL) {
        memory->store->api.error_delete(error);
        PyErr_SetString(PyExc_MemoryError, "the linear memory cannot grow so much");
        return NULL;
    }
    return PyLong_FromUnsignedLongLong(before);
}

static int
memory_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((memory_object *)self)->store);
    return 0;
}

static void
memory_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((memory_object *)self)->store);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef memory_methods[] = {
    {"read", (PyCFunction)(void (*)(void))memory_read, METH_FASTCALL,
     "read($self, offset, size, /)\n--\n\nCopy bytes out."},
    {"read_into", (PyCFunction)(void (*)(void))memory_read_into, METH_FASTCALL,
     "read_into($self, offset, target, /)\n--\n\nCopy bytes out into a buffer."},
    {"write", (PyCFunction)(void (*)(void))memory_write, METH_FASTCALL,
     "write($self, offset, data, /)\n--\n\nCopy bytes in."},
    {"grow", memory_grow, METH_O,
     "grow($self, pages, /)\n--\n\nAdd pages; return how many there were."},
    {"size", memory_size, METH_NOARGS, "size($self, /)\n--\n\nReturn the present size in bytes."},
    {NULL},
};

static PyType_Slot memory_slots[] = {
    {Py_tp_doc, "A linear memory."},
    {Py_tp_dealloc, memory_dealloc},
    {Py_tp_methods, memory_methods},
    {Py_tp_traverse, memory_traverse},
    {0, NULL},
};

PyType_Spec memory_spec = {
    .name = "runtime.engine._crossing.Memory",
    .basicsize = sizeof(memory_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = memory_slots,
};
