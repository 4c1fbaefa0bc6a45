/* The module runtime.engine._crossing and its type Store, from which functions and memories come. */
#include "_crossing.h"

static void *
as_pointer(PyObject *address)
{
    return PyLong_AsVoidPtr(address);
}

static int
read_symbols(PyObject *symbols, wasmtime_api *api)
{
    void *addresses[SYMBOL_COUNT];
    if (!PyTuple_Check(symbols) || PyTuple_GET_SIZE(symbols) != (Py_ssize_t)SYMBOL_COUNT) {
        PyErr_Format(PyExc_TypeError, "symbols must be a tuple of %zu addresses", SYMBOL_COUNT);
        return -1;
    }
    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        addresses[i] = as_pointer(PyTuple_GET_ITEM(symbols, (Py_ssize_t)i));
        if (addresses[i] == NULL) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_ValueError, "an address is null");
            }
            return -1;
        }
    }
    memcpy(api, addresses, sizeof(addresses));
    return 0;
}

static PyObject *
store_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"owner", "context", "symbols", "make_trap", "make_error",
                            "closed_error", "thread_error", NULL};
    PyObject *owner, *context, *symbols, *make_trap, *make_error, *closed_error, *thread_error;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO!OOOOO", names, &owner, &PyLong_Type, &context,
                                     &symbols, &make_trap, &make_error, &closed_error,
                                     &thread_error)) {
        return NULL;
    }
    store_object *store = (store_object *)type->tp_alloc(type, 0);
    if (store == NULL) {
        return NULL;
    }
    if (read_symbols(symbols, &store->api) < 0) {
        Py_DECREF(store);
        return NULL;
    }
    store->context = as_pointer(context);
    store->thread = PyThread_get_thread_ident();
    Py_INCREF(owner);
    store->owner = owner;
    Py_INCREF(make_trap);
    store->make_trap = make_trap;
    Py_INCREF(make_error);
    store->make_error = make_error;
    Py_INCREF(closed_error);
    store->closed_error = closed_error;
    Py_INCREF(thread_error);
    store->thread_error = thread_error;
    return (PyObject *)store;
}

/* `owner` is held and not visited: it is in no ring, and a collector that saw it would run its
 * finalizer, which frees the wasmtime store, before others of the ring that may still call it. */
static int
store_traverse(PyObject *self, visitproc visit, void *arg)
{
    store_object *store = (store_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(store->make_trap);
    Py_VISIT(store->make_error);
    Py_VISIT(store->closed_error);
    Py_VISIT(store->thread_error);
    Py_VISIT(store->raised);
    for (host_function *host = store->hosts; host != NULL; host = host->next) {
        Py_VISIT(host->callable);
        Py_VISIT(host->make);
    }
    return 0;
}

static void
close_owner(PyObject *owner)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *result = PyObject_CallMethod(owner, "close", NULL);
    if (result == NULL) {
        PyErr_WriteUnraisable(owner);
    }
    Py_XDECREF(result);
    Py_DECREF(owner);
    PyErr_Restore(type, value, traceback);
}

/* First refuse every use, then free the wasmtime store, then what it pointed to. */
static int
store_clear(PyObject *self)
{
    store_object *store = (store_object *)self;
    PyObject *owner = store->owner;
    store->context = NULL;
    store->owner = NULL;
    if (owner != NULL) {
        close_owner(owner);
    }
    host_function *host = store->hosts;
    store->hosts = NULL;
    while (host != NULL) {
        host_function *next = host->next;
        Py_XDECREF(host->callable);
        Py_XDECREF(host->make);
        Py_DECREF(host->params);
        PyMem_Free(host);
        host = next;
    }
    Py_CLEAR(store->raised);
#if PY_VERSION_HEX < 0x030C0000
    Py_CLEAR(store->raised_type);
    Py_CLEAR(store->raised_traceback);
#endif
    Py_CLEAR(store->make_trap);
    Py_CLEAR(store->make_error);
    return 0;
}

static void
store_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    store_clear(self);
    Py_CLEAR(((store_object *)self)->closed_error);
    Py_CLEAR(((store_object *)self)->thread_error);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
store_close(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    if (((store_object *)self)->depth > 0) {
        PyErr_SetString(PyExc_RuntimeError, "a store cannot be closed while a call into it runs");
        return NULL;
    }
    store_clear(self);
    Py_RETURN_NONE;
}

static int
check_kinds(PyObject *kinds)
{
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(kinds); i++) {
        if ((unsigned char)PyBytes_AS_STRING(kinds)[i] > KIND_F64) {
            PyErr_SetString(PyExc_TypeError, "only numbers cross: i32, i64, f32 and f64");
            return -1;
        }
    }
    return 0;
}

static PyObject *
extern_bytes(const wasmtime_extern_t *item)
{
    return PyBytes_FromStringAndSize((const char *)item, sizeof(*item));
}

/* Make a host function of a type: (address of its wasm_functype_t, params, result). Either what it
 * calls is given, or what makes that, and the place it is asked for. */
static PyObject *
new_host_function(store_object *store, PyObject *type, PyObject *callable, PyObject *make,
                  Py_ssize_t place)
{
    PyObject *address, *params, *result;
    if (!PyTuple_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "a type is a tuple: address, params, result");
        return NULL;
    }
    if (!PyArg_ParseTuple(type, "O!SS", &PyLong_Type, &address, &params, &result) ||
        check_kinds(params) < 0 || check_kinds(result) < 0) {
        return NULL;
    }
    if (PyBytes_GET_SIZE(result) > 1 || !PyCallable_Check(callable ? callable : make)) {
        PyErr_SetString(PyExc_TypeError, "a host function is a callable with at most one result");
        return NULL;
    }
    host_function *host = PyMem_Calloc(1, sizeof(host_function));
    if (host == NULL) {
        return PyErr_NoMemory();
    }
    host->store = store;
    Py_XINCREF(callable);
    host->callable = callable;
    host->import = callable == NULL ? NULL : as_import(store, callable);
    Py_XINCREF(make);
    host->make = make;
    host->place = place;
    Py_INCREF(params);
    host->params = params;
    host->result = PyBytes_GET_SIZE(result) ? PyBytes_AS_STRING(result)[0] : -1;
    host->next = store->hosts;
    store->hosts = host;
    wasmtime_extern_t made = {.kind = EXTERN_FUNC};
    store->api.func_new_unchecked(store->context, as_pointer(address), host_entry, host, NULL,
                                  &made.of.func);
    return extern_bytes(&made);
}

static PyObject *
store_host_function(PyObject *self, PyObject *args)
{
    PyObject *type, *callable;
    if (!PyArg_ParseTuple(args, "OO", &type, &callable) ||
        check_usable((store_object *)self) < 0) {
        return NULL;
    }
    return new_host_function((store_object *)self, type, callable, NULL, 0);
}

static PyObject *
store_host_functions(PyObject *self, PyObject *args)
{
    PyObject *types, *make;
    if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &types, &make) ||
        check_usable((store_object *)self) < 0) {
        return NULL;
    }
    PyObject *made = PyList_New(PyList_GET_SIZE(types));
    for (Py_ssize_t i = 0; made != NULL && i < PyList_GET_SIZE(types); i++) {
        PyObject *host =
            new_host_function((store_object *)self, PyList_GET_ITEM(types, i), NULL, make, i);
        if (host == NULL) {
            Py_CLEAR(made);
        } else {
            PyList_SET_ITEM(made, i, host);
        }
    }
    return made;
}

static const wasmtime_extern_t *
as_extern(const char *item, Py_ssize_t size)
{
    if (size != sizeof(wasmtime_extern_t)) {
        PyErr_Format(PyExc_ValueError, "an extern of %zd bytes", size);
        return NULL;
    }
    return (const wasmtime_extern_t *)item;
}

static PyObject *
store_function(PyObject *self, PyObject *args)
{
    const char *item;
    Py_ssize_t size;
    PyObject *params, *results, *name;
    if (!PyArg_ParseTuple(args, "y#SSU", &item, &size, &params, &results, &name) ||
        check_kinds(params) < 0 || check_kinds(results) < 0 ||
        check_usable((store_object *)self) < 0) {
        return NULL;
    }
    const wasmtime_extern_t *given = as_extern(item, size);
    if (given == NULL) {
        return NULL;
    }
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    function_object *function =
        (function_object *)state->function_type->tp_alloc(state->function_type, 0);
    if (function == NULL) {
        return NULL;
    }
    function->vectorcall = function_call;
    function->handle = given->of.func;
    Py_INCREF(self);
    function->store = (store_object *)self;
    Py_INCREF(params);
    function->params = params;
    Py_INCREF(results);
    function->results = results;
    Py_INCREF(name);
    function->name = name;
    return (PyObject *)function;
}

static PyObject *
store_memory(PyObject *self, PyObject *args)
{
    const char *item;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#", &item, &size) || check_usable((store_object *)self) < 0) {
        return NULL;
    }
    const wasmtime_extern_t *given = as_extern(item, size);
    if (given == NULL) {
        return NULL;
    }
    module_state *state = PyType_GetModuleState(Py_TYPE(self));
    memory_object *memory = (memory_object *)state->memory_type->tp_alloc(state->memory_type, 0);
    if (memory == NULL) {
        return NULL;
    }
    memory->handle = given->of.memory;
    Py_INCREF(self);
    memory->store = (store_object *)self;
    return (PyObject *)memory;
}

static PyObject *
store_instantiate(PyObject *self, PyObject *args)
{
    store_object *store = (store_object *)self;
    PyObject *module;
    const char *imports;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "O!y#", &PyLong_Type, &module, &imports, &size) ||
        check_usable(store) < 0) {
        return NULL;
    }
    wasmtime_instance_t instance;
    wasm_trap_t *trap = NULL;
    store->depth++;
    wasmtime_error_t *error = store->api.instance_new(
        store->context, as_pointer(module), (const wasmtime_extern_t *)imports,
        (size_t)size / sizeof(wasmtime_extern_t), &instance, &trap);
    store->depth--;
    if (settle(store, error, trap) < 0) {
        return NULL;
    }
    return PyBytes_FromStringAndSize((const char *)&instance, sizeof(instance));
}

static PyObject *
store_export(PyObject *self, PyObject *args)
{
    store_object *store = (store_object *)self;
    const char *instance, *name;
    Py_ssize_t size, length;
    if (!PyArg_ParseTuple(args, "y#s#", &instance, &size, &name, &length) ||
        check_usable(store) < 0) {
        return NULL;
    }
    if (size != sizeof(wasmtime_instance_t)) {
        return PyErr_Format(PyExc_ValueError, "an instance of %zd bytes", size);
    }
    wasmtime_extern_t found = {.kind = EXTERN_FUNC};
    if (!store->api.instance_export_get(store->context, (const wasmtime_instance_t *)instance, name,
                                        (size_t)length, &found)) {
        Py_RETURN_NONE;
    }
    return extern_bytes(&found);
}

static PyMethodDef store_methods[] = {
    {"host_function", store_host_function, METH_VARARGS,
     "host_function($self, type, callable, /)\n--\n\n"
     "Make a callable importable; return the bytes of its wasmtime_extern_t."},
    {"host_functions", store_host_functions, METH_VARARGS,
     "host_functions($self, types, make, /)\n--\n\n"
     "Make functions importable that call make(place) for what they are, when first called."},
    {"function", store_function, METH_VARARGS,
     "function($self, item, params, results, name, /)\n--\n\n"
     "Return the function of a wasmtime_extern_t as a callable."},
    {"memory", store_memory, METH_VARARGS,
     "memory($self, item, /)\n--\n\nReturn the memory of a wasmtime_extern_t."},
    {"instantiate", store_instantiate, METH_VARARGS,
     "instantiate($self, module, imports, /)\n--\n\n"
     "Return the bytes of a wasmtime_instance_t; imports are those of its externs, in a row."},
    {"export", store_export, METH_VARARGS,
     "export($self, instance, name, /)\n--\n\n"
     "Return the bytes of the wasmtime_extern_t of a name, or None."},
    {"close", store_close, METH_NOARGS,
     "close($self, /)\n--\n\nFree the wasmtime store and all that it refers to."},
    {NULL},
};

static PyType_Slot store_slots[] = {
    {Py_tp_doc, "The crossings of one wasmtime store, which it owns."},
    {Py_tp_new, store_new},
    {Py_tp_dealloc, store_dealloc},
    {Py_tp_traverse, store_traverse},
    {Py_tp_clear, store_clear},
    {Py_tp_methods, store_methods},
    {0, NULL},
};

static PyType_Spec store_spec = {
    .name = "runtime.engine._crossing.Store",
    .basicsize = sizeof(store_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = store_slots,
};

/* Types of this module: what each is made of, and where in its state it stands. */
static const struct {
    PyType_Spec *spec;
    size_t offset;
} types[] = {
    {&store_spec, offsetof(module_state, store_type)},
    {&function_spec, offsetof(module_state, function_type)},
    {&memory_spec, offsetof(module_state, memory_type)},
    {&barrier_spec, offsetof(module_state, barrier_type)},
    {&window_spec, offsetof(module_state, window_type)},
    {&program_spec, offsetof(module_state, program_type)},
    {&stack_closure_spec, offsetof(module_state, stack_closure_type)},
    {&heap_closure_spec, offsetof(module_state, heap_closure_type)},
    {&closure_list_spec, offsetof(module_state, closure_list_type)},
    {&handles_spec, offsetof(module_state, handles_type)},
    {&glue_spec, offsetof(module_state, glue_type)},
    {&import_spec, offsetof(module_state, import_type)},
    {&relay_spec, offsetof(module_state, relay_type)},
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

static PyTypeObject **
type_place(PyObject *module, size_t number)
{
    return (PyTypeObject **)((char *)PyModule_GetState(module) + types[number].offset);
}

static int
module_exec(PyObject *module)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        PyTypeObject **place = type_place(module, i);
        *place = (PyTypeObject *)PyType_FromModuleAndSpec(module, types[i].spec, NULL);
        if (*place == NULL || PyModule_AddType(module, *place) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        Py_VISIT(*type_place(module, i));
    }
    return 0;
}

static int
module_clear(PyObject *module)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        Py_CLEAR(*type_place(module, i));
    }
    return 0;
}

static PyMethodDef module_methods[] = {
    {"raise_again", raise_again, METH_O,
     "raise_again($module, exception, /)\n--\n\n"
     "Raise an exception that has a traceback already, by no statement of Python's."},
    {"run_in", (PyCFunction)(void (*)(void))run_in, METH_FASTCALL,
     "run_in($module, context, callback, /, *args)\n--\n\n"
     "Call in a context, as Context.run does."},
    {"interrupt_on", interrupt_on, METH_VARARGS,
     "interrupt_on($module, move_epoch, engine, seconds, signals, /)\n--\n\n"
     "Have each of some signals move an engine's epoch on, so many seconds after it came."},
    {"interrupt_not_now", interrupt_not_now, METH_NOARGS,
     "interrupt_not_now($module, /)\n--\n\nLeave the epoch, for the signals that have come."},
    {"interrupt_off", interrupt_off, METH_NOARGS,
     "interrupt_off($module, /)\n--\n\nLeave signals to those that had them before."},
    {"handle_once", handle_once, METH_O,
     "handle_once($module, signum, /)\n--\n\n"
     "Have a signal's default back once it is handled (POSIX, SA_RESETHAND)."},
    {NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_crossing",
    .m_doc = "Calls between Python and wasm on Wasmtime's shared library.",
    .m_size = sizeof(module_state),
    .m_methods = module_methods,
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
};

PyMODINIT_FUNC
PyInit__crossing(void)
{
    return PyModuleDef_Init(&definition);
}
