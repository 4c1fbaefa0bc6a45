/* The two hot crossings: Python calls wasm, wasm calls Python. */
#include "_crossing_import.h"
#include <structmember.h>

static int
does_not_fit(const char *type)
{
    PyErr_Format(PyExc_OverflowError, "the integer does not fit in %s, signed or unsigned", type);
    return -1;
}

/* As Wasmtime's own ValRaw does, numbers of 32 bits are written with the upper half zero. */
int
number_lower(int kind, PyObject *value, wasmtime_val_raw_t *slot)
{
    if (kind == KIND_F64 || kind == KIND_F32) {
        double number = PyFloat_CheckExact(value) ? PyFloat_AS_DOUBLE(value)
                                                  : PyFloat_AsDouble(value);
        if (number == -1.0 && PyErr_Occurred()) {
            return -1;
        }
        if (kind == KIND_F64) {
            slot->f64 = number;
        } else {
            slot->bits = 0;
            slot->f32 = (float)number;
        }
        return 0;
    }
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (kind == KIND_I32) {
        if (overflow || number < INT32_MIN || number > (long long)UINT32_MAX) {
            return does_not_fit("i32");
        }
        slot->bits = (uint32_t)number;
        return 0;
    }
    if (overflow) {
        PyObject *integer = overflow > 0 ? PyNumber_Index(value) : NULL;
        if (integer == NULL) {
            return overflow > 0 ? -1 : does_not_fit("i64");
        }
        slot->bits = PyLong_AsUnsignedLongLong(integer);
        Py_DECREF(integer);
        if (slot->bits == (uint64_t)-1 && PyErr_Occurred()) {
            PyErr_Clear();
            return does_not_fit("i64");
        }
        return 0;
    }
    slot->i64 = number;
    return 0;
}

static PyObject *
lift(int kind, const wasmtime_val_raw_t *slot)
{
    switch (kind) {
    case KIND_I32:
        return PyLong_FromLong(slot->i32);
    case KIND_I64:
        return PyLong_FromLongLong(slot->i64);
    case KIND_F32:
        return PyFloat_FromDouble(slot->f32);
    default:
        return PyFloat_FromDouble(slot->f64);
    }
}

PyObject *
lift_results(PyObject *results, const wasmtime_val_raw_t *slots)
{
    const unsigned char *kinds = (const unsigned char *)PyBytes_AS_STRING(results);
    Py_ssize_t count = PyBytes_GET_SIZE(results);
    if (count == 0) {
        Py_RETURN_NONE;
    }
    if (count == 1) {
        return lift(kinds[0], slots);
    }
    PyObject *values = PyTuple_New(count);
    for (Py_ssize_t i = 0; values != NULL && i < count; i++) {
        PyObject *value = lift(kinds[i], slots + i);
        if (value == NULL) {
            Py_CLEAR(values);
        } else {
            PyTuple_SET_ITEM(values, i, value);
        }
    }
    return values;
}

/* Raise unless the store is open and this is the thread that made it. */
int
check_usable(store_object *store)
{
    if (store->context == NULL) {
        PyErr_SetString(store->closed_error ? store->closed_error : PyExc_RuntimeError,
                        "the store of this instance is closed");
        return -1;
    }
    if (store->thread != PyThread_get_thread_ident()) {
        PyErr_SetNone(store->thread_error ? store->thread_error : PyExc_RuntimeError);
        return -1;
    }
    return 0;
}

static void
keep_raised(store_object *store)
{
#if PY_VERSION_HEX < 0x030C0000
    PyErr_Fetch(&store->raised_type, &store->raised, &store->raised_traceback);
    PyErr_NormalizeException(&store->raised_type, &store->raised, &store->raised_traceback);
#else
    store->raised = PyErr_GetRaisedException();
#endif
}

static void
raise_kept(store_object *store)
{
    PyObject *raised = store->raised;
    store->raised = NULL;
#if PY_VERSION_HEX < 0x030C0000
    PyErr_Restore(store->raised_type, raised, store->raised_traceback);
    store->raised_type = NULL;
    store->raised_traceback = NULL;
#else
    PyErr_SetRaisedException(raised);
#endif
}

/* Turn what a wasm call left into an exception, or into 0 if it left nothing. */
int
settle(store_object *store, wasmtime_error_t *error, wasm_trap_t *trap)
{
    if (error == NULL && trap == NULL) {
        return 0;
    }
    if (store->raised != NULL) {
        if (trap != NULL) {
            store->api.trap_delete(trap);
        }
        if (error != NULL) {
            store->api.error_delete(error);
        }
        raise_kept(store);
        return -1;
    }
    PyObject *address = PyLong_FromVoidPtr(trap != NULL ? (void *)trap : (void *)error);
    PyObject *exception = NULL;
    if (address != NULL) {
        exception = PyObject_CallOneArg(trap != NULL ? store->make_trap : store->make_error, address);
        Py_DECREF(address);
    }
    if (exception != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
        Py_DECREF(exception);
    }
    return -1;
}

static PyObject *
wrong_arity(function_object *function, size_t given)
{
    return PyErr_Format(PyExc_TypeError, "%R takes %zd argument(s), and was given %zu",
                        (PyObject *)function, PyBytes_GET_SIZE(function->params), given);
}

/* Call with numbers in slots, which the results then lie in. */
int
function_enter(function_object *function, wasmtime_val_raw_t *slots, size_t slot_count)
{
    store_object *store = function->store;
    if (check_usable(store) < 0) {
        return -1;
    }
    wasm_trap_t *trap = NULL;
    store->depth++;
    wasmtime_error_t *error = store->api.func_call_unchecked(
        store->context, &function->handle, slots, slot_count, &trap);
    store->depth--;
    return settle(store, error, trap);
}

static PyObject *
call_with_slots(function_object *function, PyObject *const *args, wasmtime_val_raw_t *slots,
                size_t slot_count)
{
    const unsigned char *kinds = (const unsigned char *)PyBytes_AS_STRING(function->params);
    Py_ssize_t count = PyBytes_GET_SIZE(function->params);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (number_lower(kinds[i], args[i], slots + i) < 0) {
            return NULL;
        }
    }
    /* Only now: lowering may have run Python code (__index__), which may have closed the store. */
    if (function_enter(function, slots, slot_count) < 0) {
        return NULL;
    }
    return lift_results(function->results, slots);
}

PyObject *
function_call(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    function_object *function = (function_object *)callable;
    size_t params = (size_t)PyBytes_GET_SIZE(function->params);
    size_t results = (size_t)PyBytes_GET_SIZE(function->results);
    size_t given = (size_t)PyVectorcall_NARGS(nargsf);
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) != 0) {
        return PyErr_Format(PyExc_TypeError, "%R takes no keyword arguments", callable);
    }
    if (given != params) {
        return wrong_arity(function, given);
    }
    size_t slot_count = params > results ? params : results;
    if (slot_count <= FEW) {
        wasmtime_val_raw_t slots[FEW];
        return call_with_slots(function, args, slots, slot_count);
    }
    wasmtime_val_raw_t *slots = PyMem_Calloc(slot_count, sizeof(wasmtime_val_raw_t));
    if (slots == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = call_with_slots(function, args, slots, slot_count);
    PyMem_Free(slots);
    return result;
}

/* The same object, if it is an import that takes and gives numbers as they are. */
import_object *
as_import(store_object *store, PyObject *callable)
{
    module_state *state = PyType_GetModuleState(Py_TYPE(store));
    return Py_IS_TYPE(callable, state->import_type) ? (import_object *)callable : NULL;
}

/* Ask for what a function calls. It may be asked for once more meanwhile, by a call from in there. */
static int
make_callable(host_function *host)
{
    PyObject *make = host->make;
    Py_INCREF(make);
    PyObject *made = PyObject_CallFunction(make, "n", host->place);
    Py_DECREF(make);
    if (made == NULL) {
        return -1;
    }
    if (host->callable == NULL) {
        host->callable = made;
        host->import = as_import(host->store, made);
        Py_CLEAR(host->make);
    } else {
        Py_DECREF(made);
    }
    return 0;
}

static int
host_call(host_function *host, PyObject **values, wasmtime_val_raw_t *slots)
{
    if (host->callable == NULL && make_callable(host) < 0) {
        return -1;
    }
    if (host->import != NULL) {
        return import_run(host->import, slots);
    }
    const unsigned char *kinds = (const unsigned char *)PyBytes_AS_STRING(host->params);
    Py_ssize_t count = PyBytes_GET_SIZE(host->params);
    /* values[0] is left to the callee, as PY_VECTORCALL_ARGUMENTS_OFFSET promises. */
    Py_ssize_t made = 0;
    PyObject *result = NULL;
    while (made < count && (values[made + 1] = lift(kinds[made], slots + made)) != NULL) {
        made++;
    }
    if (made == count) {
        result = PyObject_Vectorcall(host->callable, values + 1,
                                     (size_t)count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    while (made > 0) {
        Py_DECREF(values[made--]);
    }
    if (result == NULL) {
        return -1;
    }
    int status = host->result < 0 ? 0 : number_lower(host->result, result, slots);
    Py_DECREF(result);
    return status;
}

/* wasm calls a host function. The GIL is held: every way into wasm is in this extension. */
wasm_trap_t *
host_entry(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *slots, size_t slot_count)
{
    host_function *host = env;
    (void)caller;
    (void)slot_count;
    size_t count = (size_t)PyBytes_GET_SIZE(host->params);
    int status;
    if (count <= FEW) {
        PyObject *values[FEW + 1];
        status = host_call(host, values, slots);
    } else {
        PyObject **values = PyMem_Calloc(count + 1, sizeof(PyObject *));
        if (values == NULL) {
            PyErr_NoMemory();
            status = -1;
        } else {
            status = host_call(host, values, slots);
            PyMem_Free(values);
        }
    }
    if (status == 0) {
        return NULL;
    }
    static const char message[] = "a host function raised";
    keep_raised(host->store);
    return host->store->api.trap_new(message, sizeof(message) - 1);
}

/* There is no tp_clear: a ring through a function goes through its store, which has one. */
static int
function_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((function_object *)self)->store);
    return 0;
}

static void
function_dealloc(PyObject *self)
{
    function_object *function = (function_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(function->store);
    Py_XDECREF(function->params);
    Py_XDECREF(function->results);
    Py_XDECREF(function->name);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
function_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<wasm function %R>", ((function_object *)self)->name);
}

static PyMemberDef function_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(function_object, vectorcall), READONLY, NULL},
    {"__name__", T_OBJECT, offsetof(function_object, name), READONLY, "The export's name."},
    {NULL},
};

static PyType_Slot function_slots[] = {
    {Py_tp_doc, "An exported function: numbers in; None, a number or a tuple of numbers out."},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_dealloc, function_dealloc},
    {Py_tp_members, function_members},
    {Py_tp_repr, function_repr},
    {Py_tp_traverse, function_traverse},
    {0, NULL},
};

PyType_Spec function_spec = {
    .name = "runtime.engine._crossing.Function",
    .basicsize = sizeof(function_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = function_slots,
};
