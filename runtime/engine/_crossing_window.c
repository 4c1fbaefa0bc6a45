/* The linear memory of an engine that gives it as a buffer, held until an access goes past it. */
#include "_crossing_values.h"

struct window_object {
    PyObject_HEAD
    PyObject *source; /* () -> an object with the buffer as it is now; NULL once released */
    Py_buffer view;   /* view.obj is NULL while there is none */
    unsigned long thread;
};

static int
window_take(window_object *window)
{
    PyObject *buffer = PyObject_CallNoArgs(window->source);
    if (buffer == NULL) {
        return -1;
    }
    Py_buffer view;
    int status = PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE);
    Py_DECREF(buffer);
    if (status < 0) {
        return -1;
    }
    PyBuffer_Release(&window->view);
    window->view = view;
    return 0;
}

/* As memory_at. The buffer is asked for anew where it was too short: memory may have grown. */
static uint8_t *
window_at(window_object *window, size_t offset, size_t size)
{
    if (window->source == NULL || window->thread != PyThread_get_thread_ident()) {
        return NULL;
    }
    if (window->view.obj == NULL || offset + size > (size_t)window->view.len) {
        if (window_take(window) < 0) {
            PyErr_Clear();
            return NULL;
        }
        if (offset + size > (size_t)window->view.len) {
            return NULL;
        }
    }
    return (uint8_t *)window->view.buf + offset;
}

uint8_t *
memory_at(const memory_access *access, uint32_t offset, uint32_t size)
{
    if (access->memory != NULL) {
        memory_object *memory = access->memory;
        store_object *store = memory->store;
        if (store->context == NULL) {
            return NULL;
        }
        size_t limit = store->api.memory_data_size(store->context, &memory->handle);
        if (offset > limit || size > limit - offset) {
            return NULL;
        }
        return store->api.memory_data(store->context, &memory->handle) + offset;
    }
    return access->window == NULL ? NULL : window_at(access->window, offset, size);
}

void
memory_access_set(memory_access *access, PyObject *memory, PyTypeObject *memory_type,
                  PyTypeObject *window_type)
{
    access->memory = NULL;
    access->window = NULL;
    if (Py_IS_TYPE(memory, memory_type)) {
        Py_INCREF(memory);
        access->memory = (memory_object *)memory;
    } else if (Py_IS_TYPE(memory, window_type)) {
        Py_INCREF(memory);
        access->window = (window_object *)memory;
    }
}

void
memory_access_clear(memory_access *access)
{
    Py_CLEAR(access->memory);
    Py_CLEAR(access->window);
}

static PyObject *
window_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"source", NULL};
    PyObject *source;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O", names, &source)) {
        return NULL;
    }
    window_object *window = (window_object *)type->tp_alloc(type, 0);
    if (window != NULL) {
        Py_INCREF(source);
        window->source = source;
        window->thread = PyThread_get_thread_ident();
    }
    return (PyObject *)window;
}

static int
window_clear(PyObject *self)
{
    window_object *window = (window_object *)self;
    PyBuffer_Release(&window->view);
    Py_CLEAR(window->source);
    return 0;
}

static PyObject *
window_release(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    window_clear(self);
    Py_RETURN_NONE;
}

static int
window_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((window_object *)self)->source);
    Py_VISIT(((window_object *)self)->view.obj);
    return 0;
}

static void
window_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    window_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef window_methods[] = {
    {"release", window_release, METH_NOARGS,
     "release($self, /)\n--\n\nLet go of the memory: nothing is read from now on."},
    {NULL},
};

static PyType_Slot window_slots[] = {
    {Py_tp_doc, "Window(source)\n--\n\nA memory that source() gives as a buffer, for programs."},
    {Py_tp_new, window_new},
    {Py_tp_dealloc, window_dealloc},
    {Py_tp_methods, window_methods},
    {Py_tp_traverse, window_traverse},
    {Py_tp_clear, window_clear},
    {0, NULL},
};

PyType_Spec window_spec = {
    .name = "runtime.engine._crossing.Window",
    .basicsize = sizeof(window_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = window_slots,
};
