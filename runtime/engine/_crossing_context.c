/* Calling in a context: `contextvars.Context.run`, without a look for the method. */
#include "_crossing.h"

PyObject *
run_in(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    (void)module;
    if (count < 2) {
        PyErr_SetString(PyExc_TypeError, "run_in takes a context and what to call in it");
        return NULL;
    }
    if (PyContext_Enter(args[0]) < 0) {
        return NULL;
    }
    PyObject *result = PyObject_Vectorcall(args[1], args + 2, (size_t)count - 2, NULL);
    if (PyContext_Exit(args[0]) < 0) {
        Py_CLEAR(result);
    }
    return result;
}
