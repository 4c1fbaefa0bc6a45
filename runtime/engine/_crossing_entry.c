/* Running a program: check, lower, enter, lift. */
#include "_crossing_entry.h"

/* --- calls --- */

static bool
entrance_ready(const entrance *to)
{
    if (to->compiled == NULL) {
        return to->callable != NULL;
    }
    return to->compiled->store->context != NULL;
}

bool
program_ready(const program_object *program)
{
    return entrance_ready(&program->enter);
}

/* Numbers in, numbers out: `slots` has room for FEW. The thread and the store were looked at. */
static int
call_compiled(function_object *function, wasmtime_val_raw_t *slots)
{
    store_object *store = function->store;
    size_t params = (size_t)PyBytes_GET_SIZE(function->params);
    size_t results = (size_t)PyBytes_GET_SIZE(function->results);
    wasm_trap_t *trap = NULL;
    store->depth++;
    wasmtime_error_t *error =
        store->api.func_call_unchecked(store->context, &function->handle, slots,
                                       params > results ? params : results, &trap);
    store->depth--;
    return error == NULL && trap == NULL ? 0 : settle(store, error, trap);
}

/* The same by way of Python's objects; the result is a new reference. */
static PyObject *
call_boxed(PyObject *callable, const call_numbers *numbers)
{
    PyObject *boxed[FEW + 1]; /* the first is the callee's, as vectorcall promises */
    int made = 0;
    PyObject *result = NULL;
    while (made < numbers->count) {
        PyObject *value = numbers->values[made];
        if (value != NULL) {
            Py_INCREF(value);
        } else if ((value = value_box(numbers->kinds[made], numbers->slots + made)) == NULL) {
            break;
        }
        boxed[++made] = value;
    }
    if (made == numbers->count) {
        result = PyObject_Vectorcall(callable, boxed + 1,
                                     (size_t)made | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    while (made > 0) {
        Py_DECREF(boxed[made--]);
    }
    return result;
}

/* Call with a few i32, for an i32 or nothing. */
static int
call_few(const entrance *to, const int32_t *given, int count, int32_t *result)
{
    call_numbers numbers;
    for (int i = 0; i < count; i++) {
        numbers.slots[i].bits = (uint32_t)given[i];
        numbers.kinds[i] = KIND_I32;
        numbers.values[i] = NULL;
    }
    numbers.count = count;
    if (to->compiled != NULL) {
        if (call_compiled(to->compiled, numbers.slots) < 0) {
            return -1;
        }
    } else {
        PyObject *made = call_boxed(to->callable, &numbers);
        bool good = made != NULL && (result == NULL || value_unbox(KIND_I32, made, numbers.slots));
        Py_XDECREF(made);
        if (!good) {
            return -1;
        }
    }
    if (result != NULL) {
        *result = numbers.slots[0].i32;
    }
    return 0;
}

/* --- arguments --- */

int
entry_prims(unsigned char op, unsigned char *kinds)
{
    if (OP_TYPE(op) == OP_HANDLE) {
        kinds[0] = KIND_I32;
        return 1;
    }
    return value_prims(op, kinds);
}

/* A number that is known when the value is given to the guest. */
static void
leave_room(call_numbers *numbers)
{
    int slot = numbers->count++;
    numbers->kinds[slot] = KIND_I32;
    numbers->values[slot] = NULL;
    numbers->slots[slot].bits = 0;
}

static bool
lower_handle(const program_object *program, unsigned char op, PyObject *value,
             call_numbers *numbers)
{
    if (program->handles == NULL || PyCoro_CheckExact(value)) {
        return false; /* of a coroutine a promise is to be made */
    }
    leave_room(numbers);
    if (OP_NONE(op) && (value == Py_None || value == program->handles->null)) {
        return true;
    }
    numbers->given[numbers->late].value = value;
    numbers->given[numbers->late].slot = numbers->count - 1;
    numbers->late++;
    return true;
}

static bool
lower_text(unsigned char op, PyObject *value, call_numbers *numbers)
{
    leave_room(numbers);
    leave_room(numbers);
    if (OP_NONE(op) && value == Py_None) {
        return true;
    }
    if (!PyUnicode_CheckExact(value)) {
        return false;
    }
    Py_ssize_t size;
    const char *data = PyUnicode_AsUTF8AndSize(value, &size);
    if (data == NULL || size > INT32_MAX) {
        PyErr_Clear();
        return false;
    }
    numbers->given[numbers->late].value = NULL;
    numbers->given[numbers->late].data = data;
    numbers->given[numbers->late].size = size;
    numbers->given[numbers->late].slot = numbers->count - 2;
    numbers->late++;
    return true;
}

/* Whether an engine takes the value for the number it was lowered to, so that none is made anew. */
static bool
stands_for_itself(PyObject *value, unsigned char kind, const wasmtime_val_raw_t *slot)
{
    if (PyLong_CheckExact(value)) {
        return kind == KIND_I32 || kind == KIND_I64;
    }
    return kind == KIND_F64 && PyFloat_CheckExact(value) &&
           PyFloat_AS_DOUBLE(value) == slot->f64;
}

/* An unsigned number in the upper half is given as the signed one of the same bits. */
static bool
signs_agree(unsigned char op, unsigned char kind, const wasmtime_val_raw_t *slot)
{
    unsigned char type = OP_TYPE(op);
    if (type == OP_U32 || type == OP_U64) {
        return kind == KIND_I32 ? slot->i32 >= 0 : slot->i64 >= 0;
    }
    return true;
}

static bool
lower_number(const program_object *program, unsigned char op, PyObject *value,
             call_numbers *numbers)
{
    int at = numbers->count;
    if (!value_lower(op, value, numbers->slots + at)) {
        return false;
    }
    int prims = value_prims(op, numbers->kinds + at);
    numbers->count += prims;
    if (program->enter.compiled == NULL && prims != 0) {
        int last = at + prims - 1;
        numbers->values[at] = NULL;
        numbers->values[last] = NULL;
        if (stands_for_itself(value, numbers->kinds[last], numbers->slots + last) &&
            signs_agree(op, numbers->kinds[last], numbers->slots + last)) {
            numbers->values[last] = value;
        }
    }
    return true;
}

bool
program_lower(program_object *program, PyObject *const *args, Py_ssize_t given,
              call_numbers *numbers)
{
    if (given < program->required) {
        return false;
    }
    barrier_object *barrier = program->barrier;
    if (barrier->shut || barrier->thread != PyThread_get_thread_ident() ||
        !entrance_ready(&program->enter)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < program->count; i++) {
        /* What may be left out is undefined then, as for the generated function. */
        PyObject *value = i < given ? args[i] : Py_None;
        unsigned char op = program->ops[i], type = OP_TYPE(op);
        if (type == OP_TEXT        ? !lower_text(op, value, numbers)
            : type == OP_HANDLE ? !lower_handle(program, op, value, numbers)
                                : !lower_number(program, op, value, numbers)) {
            return false;
        }
    }
    return true;
}

/* Copy text into memory that Rust will free. */
static int
place_text(program_object *program, const char *data, int32_t size, wasmtime_val_raw_t *slots)
{
    int32_t wanted[] = {size, 1}, place = 1; /* 1: where empty slices of Rust's point to */
    if (size > 0) {
        if (call_few(&program->allocate, wanted, program->aligned ? 2 : 1, &place) < 0) {
            return -1;
        }
        uint8_t *memory = memory_at(&program->memory, (uint32_t)place, (uint32_t)size);
        if (memory == NULL) {
            PyErr_SetString(PyExc_IndexError, "the guest allocated outside its memory");
            return -1;
        }
        memcpy(memory, data, (size_t)size);
    }
    slots[0].bits = (uint32_t)place;
    slots[1].bits = (uint32_t)size;
    return 0;
}

/* Give the guest what it will own. */
static int
give(program_object *program, call_numbers *numbers)
{
    for (int i = 0; i < numbers->late; i++) {
        PyObject *value = numbers->given[i].value;
        wasmtime_val_raw_t *slots = numbers->slots + numbers->given[i].slot;
        if (value == NULL) {
            int32_t size = (int32_t)numbers->given[i].size;
            if (place_text(program, numbers->given[i].data, size, slots) < 0) {
                return -1;
            }
        } else {
            slots->bits = handles_put(program->handles, value);
            if (slots->bits == 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* --- results --- */

static PyObject *
call_ended(program_object *program, PyObject *result, PyObject *exception)
{
    PyObject *given[] = {NULL, result, exception};
    return PyObject_Vectorcall(program->ended, given + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

PyObject *
program_end_raised(program_object *program)
{
    PyObject *type, *exception, *traceback;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(exception, traceback);
    }
    PyObject *result = call_ended(program, Py_None, exception);
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(traceback);
    return result;
}

/* The numbers of a result in what came: whole words, if it lay behind a pointer, in which each
 * number is aligned to its own size. */
static void
spread_words(const program_object *program, const wasmtime_val_raw_t *came,
             wasmtime_val_raw_t *slots)
{
    int half = 0; /* so many halves of words lie before */
    if (program->result_words == 0) {
        if (program->result_prims != 0) {
            slots[0] = came[0];
        }
        return;
    }
    for (int i = 0; i < program->result_prims; i++) {
        unsigned char kind = program->result_kinds[i];
        if (kind == KIND_I64 || kind == KIND_F64) {
            half += half & 1;
            slots[i].bits = came[half / 2].bits;
            half += 2;
        } else {
            slots[i].bits = (uint32_t)(came[half / 2].bits >> (half & 1 ? 32 : 0));
            half++;
        }
    }
}

/* Copy owned text out and free it. */
static PyObject *
take_text(program_object *program, const wasmtime_val_raw_t *slots)
{
    uint32_t place = (uint32_t)slots[0].bits, size = (uint32_t)slots[1].bits;
    if (OP_NONE(program->result) && place == 0) {
        Py_RETURN_NONE;
    }
    PyObject *text = memory_text(&program->memory, place, size);
    if (text != NULL && size != 0) {
        int32_t freed[] = {(int32_t)place, (int32_t)size, 1};
        if (call_few(&program->release, freed, program->aligned ? 3 : 2, NULL) < 0) {
            Py_DECREF(text);
            return program_end_raised(program);
        }
    }
    return text;
}

/* Take a value that Rust gives away. A promise is handed out by others. */
static PyObject *
take_handle(program_object *program, const wasmtime_val_raw_t *slots)
{
    if (program->handles == NULL) {
        return NULL;
    }
    PyObject *value = handles_peek(program->handles, (uint32_t)slots[0].bits);
    bool promise = value != NULL && (PyObject *)Py_TYPE(value) == program->promise_type;
    if (value == NULL || (promise && OP_NONE(program->result) == NONE_NOT)) {
        return NULL;
    }
    return handles_pop(program->handles, (uint32_t)slots[0].bits);
}

/* The value of what came as a result; NULL without an exception: others are to make it. */
static PyObject *
lift_result(program_object *program, const wasmtime_val_raw_t *came)
{
    wasmtime_val_raw_t slots[RESULT_PRIMS];
    spread_words(program, came, slots);
    if (program->fallible && slots[program->result_prims - 1].i32 != 0) {
        return NULL; /* an Err, which is raised there */
    }
    if (OP_TYPE(program->result) == OP_TEXT) {
        return take_text(program, slots);
    }
    if (OP_TYPE(program->result) == OP_HANDLE) {
        return take_handle(program, slots);
    }
    PyObject *value = value_lift(program->result, slots);
    return value == NULL && PyErr_Occurred() ? program_end_raised(program) : value;
}

PyObject *
program_finish(program_object *program, PyObject *kinds, const wasmtime_val_raw_t *numbers)
{
    PyObject *value = NULL;
    if (program->result != OP_OTHER) {
        value = lift_result(program, numbers);
    }
    if (value == NULL && !PyErr_Occurred()) {
        PyObject *result = lift_results(kinds, numbers);
        value = result == NULL ? NULL : call_ended(program, result, Py_None);
        Py_XDECREF(result);
    }
    return value;
}

static PyObject *
run_compiled(program_object *program, call_numbers *numbers)
{
    function_object *function = program->enter.compiled;
    if (call_compiled(function, numbers->slots) < 0) {
        return program_end_raised(program);
    }
    return program_finish(program, function->results, numbers->slots);
}

/* The numbers in what an engine returned; false if it is not as expected. */
static bool
unbox_result(program_object *program, PyObject *result, wasmtime_val_raw_t *slots)
{
    int words = program->result_words;
    if (words == 0) {
        return program->result_prims == 0 || value_unbox(program->result_kinds[0], result, slots);
    }
    if (words == 1) {
        return value_unbox(KIND_I64, result, slots);
    }
    if (!PyList_CheckExact(result) || PyList_GET_SIZE(result) != words) {
        return false;
    }
    for (int i = 0; i < words; i++) {
        if (!value_unbox(KIND_I64, PyList_GET_ITEM(result, i), slots + i)) {
            return false;
        }
    }
    return true;
}

static bool
result_stands_for_itself(const program_object *program, PyObject *result)
{
    if (program->fallible) {
        return false;
    }
    switch (program->result) {
    case OP_F64:
        return PyFloat_CheckExact(result);
    case OP_I8:
    case OP_U8:
    case OP_I16:
    case OP_U16:
    case OP_I32:
    case OP_I64:
        return PyLong_CheckExact(result);
    default:
        return false;
    }
}

static PyObject *
run_boxed(program_object *program, call_numbers *numbers)
{
    PyObject *result = call_boxed(program->enter.callable, numbers);
    if (result == NULL) {
        return program_end_raised(program);
    }
    if (result_stands_for_itself(program, result)) {
        return result;
    }
    PyObject *value = NULL;
    wasmtime_val_raw_t slots[RESULT_PRIMS];
    if (program->result != OP_OTHER && unbox_result(program, result, slots)) {
        value = lift_result(program, slots);
    }
    if (value == NULL && !PyErr_Occurred()) {
        value = call_ended(program, result, Py_None);
    }
    Py_DECREF(result);
    return value;
}

PyObject *
program_run(program_object *program, call_numbers *numbers)
{
    barrier_object *barrier = program->barrier;
    int by_mailbox = program->enter.compiled == NULL ? mailbox_ready(program) : 0;
    if (by_mailbox < 0) {
        return NULL;
    }
    unsigned long long outer = barrier->entry;
    barrier->entry = ++barrier->entries;
    PyObject *value;
    if (numbers->late != 0 && give(program, numbers) < 0) {
        value = program_end_raised(program);
    } else if (program->enter.compiled != NULL) {
        value = run_compiled(program, numbers);
    } else if (by_mailbox) {
        value = mailbox_run(program, numbers);
    } else {
        value = run_boxed(program, numbers);
    }
    barrier->entry = outer;
    return value;
}

PyObject *
program_slow(program_object *program, PyObject *self, PyObject *const *args, size_t nargsf,
             PyObject *kwnames)
{
    Py_ssize_t given = PyVectorcall_NARGS(nargsf);
    Py_ssize_t all = given + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    PyObject *few[FEW + 1], **passed = few;
    if (all > FEW && (passed = PyMem_Calloc((size_t)all + 1, sizeof(PyObject *))) == NULL) {
        return PyErr_NoMemory();
    }
    passed[0] = self;
    for (Py_ssize_t i = 0; i < all; i++) {
        passed[i + 1] = args[i];
    }
    PyObject *result = PyObject_Vectorcall(program->slow, passed, (size_t)given + 1, kwnames);
    if (passed != few) {
        PyMem_Free(passed);
    }
    return result;
}
