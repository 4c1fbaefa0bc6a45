/* What the imports of one instance share: its heap, its memory, its allocator, what takes errors. */
#include "_crossing_import.h"

/* Call the allocator of the guest with numbers of an i32. */
static int
call_allocator(const glue_object *glue, PyObject *function, const uint32_t *numbers,
               Py_ssize_t count, uint32_t *result)
{
    wasmtime_val_raw_t slots[3] = {{.bits = 0}};
    if (glue->direct) {
        for (Py_ssize_t i = 0; i < count; i++) {
            slots[i].bits = numbers[i];
        }
        if (function_enter((function_object *)function, slots, (size_t)count) < 0) {
            return -1;
        }
        *result = (uint32_t)slots[0].bits;
        return 0;
    }
    PyObject *args[4] = {NULL}, *found = NULL;
    Py_ssize_t made = 0;
    while (made < count && (args[made + 1] = PyLong_FromLong((int32_t)numbers[made])) != NULL) {
        made++;
    }
    if (made == count) {
        found = PyObject_Vectorcall(function, args + 1,
                                    (size_t)count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    while (made > 0) {
        Py_DECREF(args[made--]);
    }
    if (found == NULL) {
        return -1;
    }
    bool there = found == Py_None || value_unbox(KIND_I32, found, slots);
    Py_DECREF(found);
    if (!there) {
        PyErr_SetString(PyExc_TypeError, "the guest's allocator returned no i32");
        return -1;
    }
    *result = (uint32_t)slots[0].bits;
    return 0;
}

int
glue_place(glue_object *glue, const char *data, Py_ssize_t size, uint32_t *pointer)
{
    if (size == 0) {
        *pointer = 1; /* what Rust's own empty slices of bytes point to */
        return 0;
    }
    uint32_t numbers[2] = {(uint32_t)size, 1};
    if (call_allocator(glue, glue->malloc, numbers, glue->takes_align ? 2 : 1, pointer) < 0) {
        return -1;
    }
    uint8_t *place = memory_at(&glue->access, *pointer, (uint32_t)size);
    if (place == NULL) {
        PyErr_SetString(PyExc_IndexError, "the guest's allocator gave bytes outside its memory");
        return -1;
    }
    memcpy(place, data, (size_t)size);
    return 0;
}

int
glue_free(glue_object *glue, uint32_t pointer, uint32_t size)
{
    uint32_t numbers[3] = {pointer, size, 1}, ignored;
    if (size == 0) {
        return 0;
    }
    return call_allocator(glue, glue->free, numbers, glue->takes_align ? 3 : 2, &ignored);
}

static PyObject *
glue_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"barrier", "handles", "leaving", "caught",
                            "enter_scope", "leave_scope", NULL};
    PyObject *barrier, *handles, *leaving, *caught, *enter_scope, *leave_scope;
    module_state *state = PyType_GetModuleState(type);
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!OOOO", names, state->barrier_type, &barrier,
                                     state->handles_type, &handles, &leaving, &caught, &enter_scope,
                                     &leave_scope)) {
        return NULL;
    }
    glue_object *glue = (glue_object *)type->tp_alloc(type, 0);
    if (glue == NULL) {
        return NULL;
    }
    Py_INCREF(barrier);
    glue->barrier = (barrier_object *)barrier;
    Py_INCREF(handles);
    glue->handles = (handles_object *)handles;
    Py_INCREF(leaving);
    glue->leaving = leaving;
    Py_INCREF(caught);
    glue->caught = caught;
    Py_INCREF(enter_scope);
    glue->enter_scope = enter_scope;
    Py_INCREF(leave_scope);
    glue->leave_scope = leave_scope;
    return (PyObject *)glue;
}

static PyObject *
glue_attach(PyObject *self, PyObject *args)
{
    glue_object *glue = (glue_object *)self;
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    PyObject *memory, *malloc, *free;
    int takes_align;
    if (!PyArg_ParseTuple(args, "OOOp", &memory, &malloc, &free, &takes_align)) {
        return NULL;
    }
    if (glue->malloc != NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the glue is attached already");
        return NULL;
    }
    memory_access_set(&glue->access, memory, state->memory_type, state->window_type);
    glue->takes_align = takes_align;
    Py_INCREF(malloc);
    glue->malloc = malloc;
    Py_INCREF(free);
    glue->free = free;
    glue->direct = Py_IS_TYPE(malloc, state->function_type) && Py_IS_TYPE(free, state->function_type);
    Py_RETURN_NONE;
}

static int
glue_clear(PyObject *self)
{
    glue_object *glue = (glue_object *)self;
    memory_access_clear(&glue->access);
    Py_CLEAR(glue->malloc);
    Py_CLEAR(glue->free);
    Py_CLEAR(glue->leaving);
    Py_CLEAR(glue->caught);
    Py_CLEAR(glue->enter_scope);
    Py_CLEAR(glue->leave_scope);
    return 0;
}

static PyObject *
glue_detach(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    glue_clear(self);
    Py_RETURN_NONE;
}

static int
glue_traverse(PyObject *self, visitproc visit, void *arg)
{
    glue_object *glue = (glue_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(glue->handles);
    Py_VISIT(glue->access.memory);
    Py_VISIT(glue->access.window);
    Py_VISIT(glue->malloc);
    Py_VISIT(glue->free);
    Py_VISIT(glue->leaving);
    Py_VISIT(glue->caught);
    Py_VISIT(glue->enter_scope);
    Py_VISIT(glue->leave_scope);
    return 0;
}

static void
glue_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    glue_clear(self);
    Py_XDECREF(((glue_object *)self)->handles);
    Py_XDECREF(((glue_object *)self)->barrier);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef glue_methods[] = {
    {"attach", glue_attach, METH_VARARGS,
     "attach($self, memory, malloc, free, takes_align, /)\n--\n\n"
     "Take what exists only once the guest is instantiated."},
    {"detach", glue_detach, METH_NOARGS,
     "detach($self, /)\n--\n\nLet go of the engine's objects: the guest is closed."},
    {NULL},
};

static PyType_Slot glue_slots[] = {
    {Py_tp_doc, "What the imports of one instance share."},
    {Py_tp_new, glue_new},
    {Py_tp_dealloc, glue_dealloc},
    {Py_tp_traverse, glue_traverse},
    {Py_tp_clear, glue_clear},
    {Py_tp_methods, glue_methods},
    {0, NULL},
};

PyType_Spec glue_spec = {
    .name = "runtime.engine._crossing.Glue",
    .basicsize = sizeof(glue_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = glue_slots,
};
