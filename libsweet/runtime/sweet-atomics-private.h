/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One spelling for what runs and for what is checked: C11 atomics in the library, the simulated
 * ones of relacy when tests/models compiles the same headers as C++. Orders are written without
 * their prefix: a_load (&self->word, acquire). There are no fences, ThreadSanitizer cannot follow
 * them. */

#ifdef SWEET_RELACY

#include <relacy/relacy.hpp>

#define ATOMIC(T) rl::atomic<T>
#define PLAIN(T)  rl::var<T>

#define a_init(p, v)                a_store (p, v, relaxed)
#define a_load(p, order)            (p)->load (rl::mo_##order, $)
#define a_store(p, v, order)        (p)->store ((v), rl::mo_##order, $)
#define a_exchange(p, v, order)     (p)->exchange ((v), rl::mo_##order, $)
#define a_cas(p, e, v, order, fail) (p)->compare_exchange_strong (*(e), (v), rl::mo_##order, $, rl::mo_##fail, $)
#define a_add(p, v, order)          (p)->fetch_add ((v), rl::mo_##order, $)
#define a_sub(p, v, order)          (p)->fetch_sub ((v), rl::mo_##order, $)
#define a_or(p, v, order)           (p)->fetch_or ((v), rl::mo_##order, $)
#define a_and(p, v, order)          (p)->fetch_and ((v), rl::mo_##order, $)

#define p_get(p)    ((*(p)) ($).load ())
#define p_set(p, v) ((*(p)) ($).store (v))

#else

#include <stdatomic.h>

#define ATOMIC(T) _Atomic (T)
#define PLAIN(T)  T

#define a_init(p, v)                atomic_init ((p), (v))
#define a_load(p, order)            atomic_load_explicit ((p), memory_order_##order)
#define a_store(p, v, order)        atomic_store_explicit ((p), (v), memory_order_##order)
#define a_exchange(p, v, order)     atomic_exchange_explicit ((p), (v), memory_order_##order)
#define a_cas(p, e, v, order, fail) atomic_compare_exchange_strong_explicit ((p), (e), (v), memory_order_##order, memory_order_##fail)
#define a_add(p, v, order)          atomic_fetch_add_explicit ((p), (v), memory_order_##order)
#define a_sub(p, v, order)          atomic_fetch_sub_explicit ((p), (v), memory_order_##order)
#define a_or(p, v, order)           atomic_fetch_or_explicit ((p), (v), memory_order_##order)
#define a_and(p, v, order)          atomic_fetch_and_explicit ((p), (v), memory_order_##order)

#define p_get(p)    (*(p))
#define p_set(p, v) (*(p) = (v))

#endif

/* the library is loaded at run time by scripts, so the compiler would have it call a function for each look */
#define SWEET_THREAD_LOCAL static _Thread_local __attribute__ ((tls_model ("initial-exec")))

/* what different threads write stands this far apart */
#define SWEET_CACHE_LINE 64
