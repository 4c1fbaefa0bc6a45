/* An import served in C: lift its arguments, call its target, lower the result.
 *
 * What `generic` gives is the reference (runtime.adapters.imports). Until something has an effect
 * all can be left to it, and is, whenever a value is not of the common case.
 */
#include "_crossing_import.h"

#define GREATEST_SAFE_INTEGER 9007199254740991.0

/* One call. */
typedef struct {
    wasmtime_val_raw_t *slots;  /* all numbers; the result goes to the first */
    PyObject *values[FEW + 1]; /* the arguments; values[0] is left to the callee */
    Py_ssize_t count;           /* how many of them there are */
    PyObject *epoch;            /* of the scope that is open */
} running;

Py_ssize_t
import_width(unsigned char op)
{
    unsigned char kinds[VALUE_PRIMS];
    switch (OP_TYPE(op)) {
    case OP_HANDLE:
    case OP_LENT:
    case OP_NUMBER:
        return 1;
    case OP_OWNED_TEXT:
    case OP_BYTES:
    case OP_OWNED_BYTES:
    case OP_CLOSURE:
        return 2;
    default:
        return value_prims(op, kinds);
    }
}

static unsigned char
op_at(const import_object *self, Py_ssize_t place)
{
    return (unsigned char)PyBytes_AS_STRING(self->ops)[place];
}

static Py_ssize_t
arity(const import_object *self)
{
    return PyBytes_GET_SIZE(self->ops) - 1;
}

/* --- arguments ---------------------------------------------------------------------------- */

static PyObject *
lift_number(double number)
{
    if (number >= -GREATEST_SAFE_INTEGER && number <= GREATEST_SAFE_INTEGER) {
        int64_t whole = (int64_t)number, bits;
        memcpy(&bits, &number, sizeof(bits));
        if ((double)whole == number && (whole != 0 || bits == 0)) {
            return PyLong_FromLongLong(whole);
        }
    }
    return PyFloat_FromDouble(number);
}

static PyObject *
lift_bytes(const glue_object *glue, uint32_t pointer, uint32_t size)
{
    const uint8_t *data = memory_at(&glue->access, pointer, size);
    return data == NULL ? NULL : PyBytes_FromStringAndSize((const char *)data, (Py_ssize_t)size);
}

static bool
is_taken_before(const import_object *self, const running *call, Py_ssize_t place, uint32_t slot)
{
    const wasmtime_val_raw_t *numbers = call->slots + self->by_pointer;
    for (Py_ssize_t i = 0; i < place; i++) {
        if (OP_TYPE(op_at(self, i)) == OP_HANDLE && (uint32_t)numbers->bits == slot) {
            return true;
        }
        numbers += self->widths[i];
    }
    return false;
}

/* The value of an argument, without any effect on the guest. NULL: an exception if there is one,
 * and else it is for Python. */
static PyObject *
lift(const import_object *self, const running *call, Py_ssize_t place,
     const wasmtime_val_raw_t *numbers)
{
    const glue_object *glue = self->glue;
    unsigned char op = op_at(self, place);
    uint32_t first = (uint32_t)numbers[0].bits, length;
    PyObject *value;
    switch (OP_TYPE(op)) {
    case OP_HANDLE:
        if (handles_owns(glue->handles, first) && is_taken_before(self, call, place, first)) {
            return NULL;
        }
        value = handles_peek(glue->handles, first);
        Py_XINCREF(value);
        return value;
    case OP_LENT:
        value = handles_peek(glue->handles, first);
        Py_XINCREF(value);
        return value;
    case OP_TEXT:
    case OP_OWNED_TEXT:
    case OP_BYTES:
    case OP_OWNED_BYTES:
        if (first == 0 && OP_NONE(op) != NONE_NOT) {
            Py_RETURN_NONE;
        }
        length = (uint32_t)numbers[1].bits;
        return OP_TYPE(op) == OP_TEXT || OP_TYPE(op) == OP_OWNED_TEXT
                   ? memory_text(&glue->access, first, length)
                   : lift_bytes(glue, first, length);
    case OP_CLOSURE: /* when the others are there */
        if (self->makers == NULL || glue->enter_scope == NULL) {
            return NULL;
        }
        Py_RETURN_NONE;
    case OP_NUMBER:
        return lift_number(numbers[0].f64);
    default:
        return value_lift(op, numbers);
    }
}

/* Lift every argument; 1 if that is done, 0 if it is for Python, -1 with an exception. */
static int
lift_all(const import_object *self, running *call, const wasmtime_val_raw_t *numbers)
{
    Py_ssize_t count = arity(self);
    for (; call->count < count; call->count++) {
        PyObject *value = lift(self, call, call->count, numbers);
        if (value == NULL) {
            return PyErr_Occurred() ? -1 : 0;
        }
        call->values[call->count + 1] = value;
        numbers += self->widths[call->count];
    }
    return 1;
}

static int
make_closure(import_object *self, running *call, Py_ssize_t place, Py_ssize_t which,
             const wasmtime_val_raw_t *numbers)
{
    uint64_t packed = (uint64_t)(uint32_t)numbers[1].bits << 32 | (uint32_t)numbers[0].bits;
    if (call->epoch == NULL) {
        call->epoch = PyObject_CallNoArgs(self->glue->enter_scope);
        if (call->epoch == NULL) {
            return -1;
        }
    }
    PyObject *args[3] = {NULL, PyLong_FromLongLong((int64_t)packed), call->epoch};
    if (args[1] == NULL) {
        return -1;
    }
    PyObject *closure = PyObject_Vectorcall(PyTuple_GET_ITEM(self->makers, which), args + 1,
                                            2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_DECREF(args[1]);
    if (closure == NULL) {
        return -1;
    }
    Py_SETREF(call->values[place + 1], closure);
    return 0;
}

/* Do to the guest what lifting does: take handles out, free what was owned, open a scope. */
static int
take_over(import_object *self, running *call, const wasmtime_val_raw_t *numbers)
{
    Py_ssize_t closures = 0;
    for (Py_ssize_t i = 0; i < call->count; i++) {
        unsigned char op = op_at(self, i);
        switch (OP_TYPE(op)) {
        case OP_HANDLE:
            Py_XDECREF(handles_pop(self->glue->handles, (uint32_t)numbers->bits));
            break;
        case OP_OWNED_TEXT:
        case OP_OWNED_BYTES:
            if (call->values[i + 1] != Py_None &&
                glue_free(self->glue, (uint32_t)numbers[0].bits, (uint32_t)numbers[1].bits) < 0) {
                return -1;
            }
            break;
        case OP_CLOSURE:
            if (make_closure(self, call, i, closures++, numbers) < 0) {
                return -1;
            }
            break;
        default:
            break;
        }
        numbers += self->widths[i];
    }
    return 0;
}

/* --- the result --------------------------------------------------------------------------- */

static int
lower_text(import_object *self, PyObject *text, wasmtime_val_raw_t *slots)
{
    uint32_t pair[2] = {0, 0}, result = (uint32_t)slots[0].bits;
    if (text != Py_None) {
        Py_ssize_t size;
        const char *data = PyUnicode_AsUTF8AndSize(text, &size);
        if (data == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            PyErr_Clear(); /* a lone surrogate */
            return 0;
        }
        if (data == NULL || glue_place(self->glue, data, size, &pair[0]) < 0) {
            return -1;
        }
        pair[1] = (uint32_t)size;
    }
    uint8_t *place = memory_at(&self->glue->access, result, sizeof(pair));
    if (place == NULL) {
        PyErr_SetString(PyExc_IndexError, "the place of the result is gone");
        return -1;
    }
    memcpy(place, pair, sizeof(pair));
    return 1;
}

/* A tag, and a number aligned to its own size. */
static int
lower_tagged(import_object *self, PyObject *value, wasmtime_val_raw_t *slots)
{
    unsigned char op = op_at(self, arity(self)), kinds[VALUE_PRIMS];
    wasmtime_val_raw_t numbers[VALUE_PRIMS];
    if (!value_lower(op, value, numbers)) {
        return 0;
    }
    value_prims(op, kinds);
    uint32_t size = kinds[1] == KIND_I64 || kinds[1] == KIND_F64 ? 8 : 4;
    uint8_t *place = memory_at(&self->glue->access, (uint32_t)slots[0].bits, 2 * size);
    if (place == NULL) {
        return 0;
    }
    memcpy(place, &numbers[0].bits, 4);
    memcpy(place + size, &numbers[1].bits, size);
    return 1;
}

/* 1: it is done; 0: it is for Python; -1: an exception. */
static int
lower_result(import_object *self, PyObject *result, wasmtime_val_raw_t *slots)
{
    unsigned char op = op_at(self, arity(self));
    handles_object *handles = self->glue->handles;
    switch (OP_TYPE(op)) {
    case OP_HANDLE:
        if (OP_NONE(op) != NONE_NOT &&
            (result == Py_None || result == handles_peek(handles, handles->offset + 1))) {
            slots[0].bits = 0;
            return 1;
        }
        if (PyCoro_CheckExact(result)) {
            return 0; /* a promise is to be made of it */
        }
        slots[0].bits = handles_put(handles, result);
        return slots[0].bits == 0 ? -1 : 1;
    case OP_TEXT:
        if (!PyUnicode_CheckExact(result) && (result != Py_None || OP_NONE(op) == NONE_NOT)) {
            return 0;
        }
        return lower_text(self, result, slots);
    default:
        return self->by_pointer ? lower_tagged(self, result, slots) : value_lower(op, result, slots);
    }
}

/* --- the call ----------------------------------------------------------------------------- */

/* An exception leaves into wasm, unless the guest gets it. */
static int
fail(import_object *self, wasmtime_val_raw_t *slots)
{
    PyObject *type, *error, *traceback, *answer = NULL;
    glue_object *glue = self->glue;
    PyErr_Fetch(&type, &error, &traceback);
    PyErr_NormalizeException(&type, &error, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(error, traceback);
    }
    if (self->catches && glue->caught != NULL) {
        answer = PyObject_CallOneArg(glue->caught, error);
        if (answer == NULL || answer == Py_True) {
            Py_DECREF(type);
            Py_DECREF(error);
            Py_XDECREF(traceback);
            Py_XDECREF(answer);
            if (self->result >= 0) {
                slots[0].bits = 0; /* Rust finds the exception elsewhere */
            }
            return answer == NULL ? -1 : 0;
        }
        Py_CLEAR(answer);
    }
    if (glue->leaving != NULL) {
        answer = PyObject_CallOneArg(glue->leaving, error);
        if (answer == NULL) {
            Py_DECREF(type);
            Py_DECREF(error);
            Py_XDECREF(traceback);
            return -1;
        }
        Py_DECREF(answer);
        Py_XSETREF(traceback, PyException_GetTraceback(error)); /* which it may have begun */
    }
    PyErr_Restore(type, error, traceback);
    return -1;
}

static PyObject *
call_target(import_object *self, running *call)
{
    if (!self->has_target) {
        Py_INCREF(call->values[1]);
        return call->values[1];
    }
    if (self->target == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "an import was called that is gone");
        return NULL;
    }
    return PyObject_Vectorcall(self->target, call->values + 1,
                               (size_t)call->count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* Close the scope; keeps an exception that there is. */
static int
leave_scope(import_object *self, running *call)
{
    PyObject *type, *error, *traceback, *answer = NULL;
    PyErr_Fetch(&type, &error, &traceback);
    if (self->glue->leave_scope != NULL) {
        answer = PyObject_CallOneArg(self->glue->leave_scope, call->epoch);
        if (answer == NULL) {
            Py_CLEAR(type);
            Py_CLEAR(error);
            Py_CLEAR(traceback);
            return -1;
        }
    }
    Py_XDECREF(answer);
    if (type != NULL) {
        PyErr_Restore(type, error, traceback);
    }
    return 0;
}

static void
let_go(running *call)
{
    Py_CLEAR(call->epoch);
    while (call->count > 0) {
        Py_DECREF(call->values[call->count--]);
    }
}

/* From the first effect on. */
static int
serve(import_object *self, running *call, const wasmtime_val_raw_t *numbers)
{
    PyObject *result = take_over(self, call, numbers) < 0 ? NULL : call_target(self, call);
    if (call->epoch != NULL && leave_scope(self, call) < 0) {
        Py_CLEAR(result);
    }
    if (result != NULL && self->relay != NULL && OP_TYPE(op_at(self, 0)) == OP_LENT &&
        handles_owns(self->glue->handles, (uint32_t)numbers->bits)) {
        relay_note(self->relay, (uint32_t)numbers->bits, call->values[1]);
    }
    int status = result == NULL ? -1 : lower_result(self, result, call->slots);
    if (status == 0) {
        status = import_lower_in_python(self, result, call->slots);
        Py_DECREF(result);
        let_go(call);
        return status;
    }
    Py_XDECREF(result);
    let_go(call);
    return status < 0 ? fail(self, call->slots) : 0;
}

/* As `serve` does where the target is a program: its numbers need not be Python's. */
static int
make_heap_closure(import_object *self, wasmtime_val_raw_t *slots)
{
    PyObject *closure = heap_closure_new(self->target, (uint32_t)slots[0].bits,
                                         (uint32_t)slots[1].bits);
    int status = closure == NULL ? -1 : lower_result(self, closure, slots);
    Py_XDECREF(closure);
    return status < 0 ? fail(self, slots) : 0;
}

int
import_run(import_object *self, wasmtime_val_raw_t *slots)
{
    running call;
    call.slots = slots;
    call.count = 0;
    call.epoch = NULL;
    const wasmtime_val_raw_t *numbers = slots;
    int status = 1;
    Py_INCREF(self);
    if (self->glue->barrier->relay != NULL && relay_halt(self->glue->barrier) < 0) {
        status = -1;
    } else if (PyBytes_GET_SIZE(self->ops) == 0) {
        status = 0;
    } else if (self->makes && self->target != NULL) {
        status = make_heap_closure(self, slots);
        Py_DECREF(self);
        return status;
    } else if (self->by_pointer) {
        /* Memory never shrinks: a place that is there will be there. */
        status = memory_at(&self->glue->access, (uint32_t)slots[0].bits, 16) != NULL;
        numbers++;
    }
    status = status == 1 ? lift_all(self, &call, numbers) : status;
    if (status == 1 && import_enter_frame()) {
        status = serve(self, &call, numbers);
        import_leave_frame();
    } else {
        let_go(&call);
        status = status < 0 ? fail(self, slots) : import_leave_to_python(self, slots);
    }
    Py_DECREF(self);
    return status;
}
