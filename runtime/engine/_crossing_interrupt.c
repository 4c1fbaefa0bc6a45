/* A signal that ends wasm which does not return: Wasmtime's epoch is moved on by a signal handler.
 *
 * Python's own handlers run when Python code next does, and none does while wasm computes with the
 * GIL held; a thread would wait for the GIL. So the signals that are to end a guest are handled here
 * first: the handler calls the one that was there, and asks for SIGVTALRM, after so much time on the
 * processor, which moves the epoch on unless the guest has returned by then.
 * wasmtime_engine_increment_epoch is made for that: it is an atomic increment. What handlers know is in static variables, since nothing is handed to them. */
#include "_crossing.h"

#ifndef _WIN32
#include <errno.h>
#include <signal.h>
#include <sys/time.h>

#ifndef NSIG
#define NSIG 65
#endif

typedef void (*signal_handler)(int);

static signal_handler volatile previous[NSIG];
static void (*volatile move_epoch)(void *);
static void *volatile engine;
static volatile unsigned int grace_seconds;

static void
set_alarm(time_t seconds)
{
    struct itimerval timer = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

static void
on_signal(int signum)
{
    int saved = errno;
    signal_handler handler = previous[signum];
    if (handler != NULL) {
        handler(signum);
    }
    set_alarm(grace_seconds);
    errno = saved;
}

static void
on_alarm(int signum)
{
    (void)signum;
    if (engine != NULL) {
        move_epoch(engine);
    }
}

static int
handle_first(int signum)
{
    struct sigaction action;
    if (signum <= 0 || signum >= NSIG || sigaction(signum, NULL, &action) != 0 ||
        (action.sa_flags & SA_SIGINFO) || action.sa_handler == SIG_DFL ||
        action.sa_handler == SIG_IGN || action.sa_handler == on_signal) {
        PyErr_Format(PyExc_ValueError, "signal %d has no handler that another could call", signum);
        return -1;
    }
    previous[signum] = action.sa_handler;
    action.sa_handler = on_signal;
    sigaction(signum, &action, NULL);
    return 0;
}

static int
handle_alarm(signal_handler expected, signal_handler handler)
{
    struct sigaction action;
    sigaction(SIGVTALRM, NULL, &action);
    if ((action.sa_flags & SA_SIGINFO) || action.sa_handler != expected) {
        return -1;
    }
    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    action.sa_handler = handler;
    sigaction(SIGVTALRM, &action, NULL);
    return 0;
}

PyObject *
interrupt_off(PyObject *module, PyObject *ignored)
{
    (void)module;
    (void)ignored;
    set_alarm(0);
    for (int signum = 1; signum < NSIG; signum++) {
        struct sigaction action;
        if (previous[signum] == NULL) {
            continue;
        }
        /* One that has ended in its default (SA_RESETHAND), or was set anew, stays. */
        if (sigaction(signum, NULL, &action) == 0 && action.sa_handler == on_signal) {
            action.sa_handler = previous[signum];
            sigaction(signum, &action, NULL);
        }
        previous[signum] = NULL;
    }
    handle_alarm(on_alarm, SIG_DFL);
    engine = NULL;
    Py_RETURN_NONE;
}

PyObject *
interrupt_on(PyObject *module, PyObject *args)
{
    PyObject *move, *on, *signals;
    unsigned int seconds;
    if (!PyArg_ParseTuple(args, "O!O!IO!", &PyLong_Type, &move, &PyLong_Type, &on, &seconds,
                          &PyTuple_Type, &signals)) {
        return NULL;
    }
    if (engine != NULL || handle_alarm(SIG_DFL, on_alarm) < 0) {
        PyErr_SetString(PyExc_RuntimeError, "SIGVTALRM is in use");
        return NULL;
    }
    move_epoch = (void (*)(void *))PyLong_AsVoidPtr(move);
    engine = PyLong_AsVoidPtr(on);
    grace_seconds = seconds;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(signals); i++) {
        long signum = PyLong_AsLong(PyTuple_GET_ITEM(signals, i));
        if (PyErr_Occurred() || handle_first((int)signum) < 0) {
            Py_XDECREF(interrupt_off(NULL, NULL));
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

PyObject *
interrupt_not_now(PyObject *module, PyObject *ignored)
{
    (void)module;
    (void)ignored;
    set_alarm(0);
    Py_RETURN_NONE;
}

PyObject *
handle_once(PyObject *module, PyObject *number)
{
    (void)module;
    struct sigaction action;
    long signum = PyLong_AsLong(number);
    if (signum == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (signum <= 0 || signum >= NSIG || sigaction((int)signum, NULL, &action) != 0) {
        return PyErr_Format(PyExc_ValueError, "%ld is no signal", signum);
    }
    action.sa_flags |= (int)SA_RESETHAND;
    if (sigaction((int)signum, &action, NULL) != 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    Py_RETURN_NONE;
}

#else

static PyObject *
refuse(PyObject *module, PyObject *ignored)
{
    (void)module;
    (void)ignored;
    PyErr_SetString(PyExc_RuntimeError, "Windows has no such signals");
    return NULL;
}

PyObject *
interrupt_on(PyObject *module, PyObject *args)
{
    return refuse(module, args);
}

PyObject *
handle_once(PyObject *module, PyObject *number)
{
    return refuse(module, number);
}

PyObject *
interrupt_off(PyObject *module, PyObject *ignored)
{
    return refuse(module, ignored);
}

PyObject *
interrupt_not_now(PyObject *module, PyObject *ignored)
{
    return refuse(module, ignored);
}

#endif
