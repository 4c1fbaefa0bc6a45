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

static bool
lower_text(unsigned char op, PyObject *value, call_numbers *numbers)
{
    int slot = numbers->count;
    numbers->kinds[slot] = numbers->kinds[slot + 1] = KIND_I32;
    numbers->values[slot] = numbers->values[slot + 1] = NULL;
    numbers->slots[slot].bits = numbers->slots[slot + 1].bits = 0;
    numbers->count += 2;
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
    numbers->text[numbers->texts].data = data;
    numbers->text[numbers->texts].size = size;
    numbers->text[numbers->texts].slot = slot;
    numbers->texts++;
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

bool
program_lower(program_object *program, PyObject *const *args, Py_ssize_t given,
              call_numbers *numbers)
{
    if (given < program->count) {
        return false;
    }
    barrier_object *barrier = program->barrier;
    if (barrier->shut || barrier->thread != PyThread_get_thread_ident() ||
        !entrance_ready(&program->enter)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < program->count; i++) {
        unsigned char op = program->ops[i];
        if (OP_TYPE(op) == OP_TEXT) {
            if (!lower_text(op, args[i], numbers)) {
                return false;
            }
            continue;
        }
        int at = numbers->count;
        if (!value_lower(op, args[i], numbers->slots + at)) {
            return false;
        }
        numbers->count += value_prims(op, numbers->kinds + at);
        if (program->enter.compiled == NULL) {
            int last = numbers->count - 1;
            numbers->values[at] = NULL;
            numbers->values[last] = NULL;
            if (stands_for_itself(args[i], numbers->kinds[last], numbers->slots + last) &&
                signs_agree(op, numbers->kinds[last], numbers->slots + last)) {
                numbers->values[last] = args[i];
            }
        }
    }
    return true;
}

/* Copy text into memory that Rust will free. */
static int
place_texts(program_object *program, call_numbers *numbers)
{
    for (int i = 0; i < numbers->texts; i++) {
        int slot = numbers->text[i].slot;
        int32_t size = (int32_t)numbers->text[i].size;
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
            memcpy(memory, numbers->text[i].data, (size_t)size);
        }
        numbers->slots[slot].bits = (uint32_t)place;
        numbers->slots[slot + 1].bits = (uint32_t)size;
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

/* Spread whole words, as a result behind a pointer comes, over the numbers of the result. */
static void
spread_words(const program_object *program, wasmtime_val_raw_t *slots)
{
    unsigned char second = program->result_kinds[1];
    if (second == KIND_I32 || second == KIND_F32) {
        slots[1].bits = slots[0].bits >> 32;
    }
    slots[0].bits = (uint32_t)slots[0].bits;
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

/* The value of a result's numbers; NULL without an exception: others are to make it. */
static PyObject *
lift_result(program_object *program, const wasmtime_val_raw_t *slots)
{
    if (OP_TYPE(program->result) == OP_TEXT) {
        return take_text(program, slots);
    }
    PyObject *value = value_lift(program->result, slots);
    return value == NULL && PyErr_Occurred() ? program_end_raised(program) : value;
}

PyObject *
program_finish(program_object *program, PyObject *kinds, const wasmtime_val_raw_t *numbers)
{
    PyObject *value = NULL;
    if (program->result != OP_OTHER) {
        wasmtime_val_raw_t words[VALUE_PRIMS] = {numbers[0], numbers[1]};
        if (program->result_prims > 1) {
            spread_words(program, words);
        }
        value = lift_result(program, words);
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
    if (program->result_prims < 2) {
        return program->result_prims == 0 || value_unbox(program->result_kinds[0], result, slots);
    }
    unsigned char second = program->result_kinds[1];
    if (second == KIND_I32 || second == KIND_F32) {
        return value_unbox(KIND_I64, result, slots);
    }
    return PyList_CheckExact(result) && PyList_GET_SIZE(result) == 2 &&
           value_unbox(KIND_I64, PyList_GET_ITEM(result, 0), slots) &&
           value_unbox(KIND_I64, PyList_GET_ITEM(result, 1), slots + 1);
}

static bool
result_stands_for_itself(const program_object *program, PyObject *result)
{
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
    wasmtime_val_raw_t slots[VALUE_PRIMS];
    if (program->result != OP_OTHER && unbox_result(program, result, slots)) {
        if (program->result_prims > 1) {
            spread_words(program, slots);
        }
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
    if (numbers->texts != 0 && place_texts(program, numbers) < 0) {
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
