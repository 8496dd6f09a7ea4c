/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SWEET_STREAM_ERROR:
 *
 * The error domain of streams: what can be wrong with the data, or with the code that handles it.
 *
 * Since: 1.0
 */
#define SWEET_STREAM_ERROR (sweet_stream_error_quark ())

/**
 * SweetStreamError:
 * @SWEET_STREAM_ERROR_STALE: the chunk was valid only during the callback that got it; keep a copy
 *   of it instead of a reference
 * @SWEET_STREAM_ERROR_MALFORMED: the input breaks the rules of its format; mend the input, skip
 *   bad records, or set the option that the message names
 * @SWEET_STREAM_ERROR_TOO_LARGE: a record or a kept collection passes a limit; raise the limit that
 *   the message names, or keep less
 * @SWEET_STREAM_ERROR_UNKNOWN_COLUMN: no column has this name; the message names the nearest one
 * @SWEET_STREAM_ERROR_ENCODING: text is not UTF-8 where the output can hold nothing else; convert
 *   the input first
 * @SWEET_STREAM_ERROR_SCHEMA: a record has columns or a shape that the receiving element cannot take
 *   any more, such as a new key after a CSV header was written; select the columns first
 * @SWEET_STREAM_ERROR_CALLBACK: a callback or an overridden method reported failure without saying
 *   why; mend it so that it returns %TRUE or sets an error
 * @SWEET_STREAM_ERROR_INCOMPLETE: the stream ended before all of it was seen, so there is no whole
 *   result; what came before is valid
 * @SWEET_STREAM_ERROR_GAP: ids are missing in a sequence; find them, or skip the gap with the option that the
 *   message names
 * @SWEET_STREAM_ERROR_LATE: a record came when its place in a sequence had gone by; allow more lateness, a
 *   larger buffer, or late records
 *
 * Errors of the %SWEET_STREAM_ERROR domain.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_STREAM_ERROR_STALE,
  SWEET_STREAM_ERROR_MALFORMED,
  SWEET_STREAM_ERROR_TOO_LARGE,
  SWEET_STREAM_ERROR_UNKNOWN_COLUMN,
  SWEET_STREAM_ERROR_ENCODING,
  SWEET_STREAM_ERROR_SCHEMA,
  SWEET_STREAM_ERROR_CALLBACK,
  SWEET_STREAM_ERROR_INCOMPLETE,
  SWEET_STREAM_ERROR_GAP,
  SWEET_STREAM_ERROR_LATE,
} SweetStreamError;

/**
 * SWEET_PLUGIN_ERROR:
 *
 * The error domain of plugins: finding, loading and registering them.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_ERROR (sweet_plugin_error_quark ())

/**
 * SweetPluginError:
 * @SWEET_PLUGIN_ERROR_NOT_FOUND: no plugin or element has this name; the message names the nearest
 *   one, or install the plugin
 * @SWEET_PLUGIN_ERROR_REFUSED: the plugin was found and is not acceptable; the message says what its
 *   author has to change
 * @SWEET_PLUGIN_ERROR_INCOMPATIBLE: the plugin was built for another version of Sweet; build it
 *   again for this one
 * @SWEET_PLUGIN_ERROR_DUPLICATE: another plugin has taken the name already; remove one of the two
 * @SWEET_PLUGIN_ERROR_LOAD: the module could not be loaded; the message has the words of the
 *   dynamic linker, usually a missing library
 *
 * Errors of the %SWEET_PLUGIN_ERROR domain.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_PLUGIN_ERROR_NOT_FOUND,
  SWEET_PLUGIN_ERROR_REFUSED,
  SWEET_PLUGIN_ERROR_INCOMPATIBLE,
  SWEET_PLUGIN_ERROR_DUPLICATE,
  SWEET_PLUGIN_ERROR_LOAD,
} SweetPluginError;

/**
 * SWEET_PIPELINE_ERROR:
 *
 * The error domain of pipelines as text, and of elements put together in code.
 *
 * Since: 1.0
 */
#define SWEET_PIPELINE_ERROR (sweet_pipeline_error_quark ())

/**
 * SweetPipelineError:
 * @SWEET_PIPELINE_ERROR_SYNTAX: the line does not follow the grammar; the message says where
 * @SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT: no element has this name; the message names the nearest one
 * @SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY: the element has no such property; the message names the
 *   nearest one
 * @SWEET_PIPELINE_ERROR_BAD_VALUE: the property does not take this value; the message says what it
 *   takes
 * @SWEET_PIPELINE_ERROR_MEDIA: two neighbours do not fit together, such as bytes into an element
 *   that wants records; the message names what to put between them
 * @SWEET_PIPELINE_ERROR_INCOMPLETE: a part is missing, such as the source; add it
 *
 * Errors of the %SWEET_PIPELINE_ERROR domain.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_PIPELINE_ERROR_SYNTAX,
  SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT,
  SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY,
  SWEET_PIPELINE_ERROR_BAD_VALUE,
  SWEET_PIPELINE_ERROR_MEDIA,
  SWEET_PIPELINE_ERROR_INCOMPLETE,
} SweetPipelineError;

/**
 * SWEET_TASK_ERROR:
 *
 * The error domain of tasks, futures and runtimes.
 *
 * Since: 1.0
 */
#define SWEET_TASK_ERROR (sweet_task_error_quark ())

/**
 * SweetTaskError:
 * @SWEET_TASK_ERROR_STATE: the call is not legal in the status that the task has; the message names it
 * @SWEET_TASK_ERROR_WORK: the work reported failure without saying why, or came to its end without a
 *   result; mend it so that it returns %TRUE or sets an error
 * @SWEET_TASK_ERROR_TYPE: a value is of another type than the one that was asked for
 * @SWEET_TASK_ERROR_CHILD: a child failed; its error is in the message
 * @SWEET_TASK_ERROR_CIRCUIT_OPEN: the circuit breaker lets no call through; try again when the message
 *   says
 * @SWEET_TASK_ERROR_NO_THREAD: the process may have no more threads; raise its limit
 * @SWEET_TASK_ERROR_SHUT_DOWN: the runtime was shut down, or left behind by fork(); use another one
 *
 * Errors of the %SWEET_TASK_ERROR domain. A task that was cancelled has %G_IO_ERROR_CANCELLED, one that
 * took too long %G_IO_ERROR_TIMED_OUT.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_TASK_ERROR_STATE,
  SWEET_TASK_ERROR_WORK,
  SWEET_TASK_ERROR_TYPE,
  SWEET_TASK_ERROR_CHILD,
  SWEET_TASK_ERROR_CIRCUIT_OPEN,
  SWEET_TASK_ERROR_NO_THREAD,
  SWEET_TASK_ERROR_SHUT_DOWN,
} SweetTaskError;

SWEET_AVAILABLE_IN_ALL
GQuark sweet_stream_error_quark (void);

SWEET_AVAILABLE_IN_ALL
GQuark sweet_plugin_error_quark (void);

SWEET_AVAILABLE_IN_ALL
GQuark sweet_pipeline_error_quark (void);

SWEET_AVAILABLE_IN_ALL
GQuark sweet_task_error_quark (void);

G_END_DECLS
