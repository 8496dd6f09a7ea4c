/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sweet-launch-report.h"
#include "sweet-launch-stats.h"
#include "sweet-tool-output.h"

#define SWEET_LAUNCH_FAILED        1
#define SWEET_LAUNCH_WRONG_LINE    2
#define SWEET_LAUNCH_SIGNALLED     128
#define SWEET_LAUNCH_STDOUT_CLOSED (SWEET_LAUNCH_SIGNALLED + SIGPIPE)

typedef struct
{
  gboolean validate;
  gboolean version;
  char *stats_form;
  char *stats_path;
  SweetLaunchStats *stats;
  char *limit_text;
  guint64 limit;
  char **line;
} SweetLaunchOptions;

typedef struct
{
  GMutex lock;
  SweetEmittingTask *task;
  gint signum;
  guint n_signals; /* of the signal thread alone */
} SweetLaunchRun;

static void
sweet_launch_options_clear (SweetLaunchOptions *self)
{
  g_free (self->limit_text);
  g_free (self->stats_form);
  g_free (self->stats_path);
  g_clear_pointer (&self->stats, sweet_launch_stats_free);
  g_strfreev (self->line);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetLaunchOptions, sweet_launch_options_clear)

static gboolean
sweet_launch_options_parse_limit (SweetLaunchOptions *self,
                                  GError **error)
{
  if (self->limit_text == NULL)
    return TRUE;

  if (!g_ascii_string_to_unsigned (self->limit_text, 10, 1, G_MAXUINT64, &self->limit, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--limit: “%s” is not a whole number above 0"), self->limit_text);
      return FALSE;
    }

  return TRUE;
}

static gboolean
sweet_launch_options_parse_stats (SweetLaunchOptions *self,
                                  GError **error)
{
  GError *reason = NULL;

  self->stats = sweet_launch_stats_new (self->stats_form, self->stats_path, &reason);
  if (reason != NULL)
    g_propagate_error (error, reason);
  return reason == NULL;
}

/* an option whose value may be left out would take the next word for it, which is the pipeline's */
static void
sweet_launch_options_complete (char **argv)
{
  static char text[] = "--stats=text";

  for (guint i = 1; argv[i] != NULL && argv[i][0] == '-' && strcmp (argv[i], "--") != 0; i++)
    if (strcmp (argv[i], "--stats") == 0)
      argv[i] = text;
    else if ((strcmp (argv[i], "--limit") == 0 || strcmp (argv[i], "--stats-file") == 0) && argv[i + 1] != NULL)
      i++;
}

static gboolean
sweet_launch_options_parse (SweetLaunchOptions *self,
                            int argc,
                            char **argv,
                            GError **error)
{
  const GOptionEntry entries[] = {
    { "validate", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->validate, N_ ("Check the pipeline without running it"), NULL },
    { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &self->limit_text, N_ ("Stop after N records at the end of the pipeline"), N_ ("N") },
    { "stats", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &self->stats_form, N_ ("Say afterwards what each element and each worker did, as text or json"), N_ ("[text|json]") },
    { "stats-file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &self->stats_path, N_ ("Write that into a file instead of standard error"), N_ ("PATH") },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->version, N_ ("Print the version"), NULL },
    { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &self->line, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("PIPELINE"));

  /* what looks like an option behind the first word belongs to the pipeline */
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, _ ("Runs a pipeline, such as: file path=people.csv ! csv ! filter where='age > 30'\nWithout a sink, records are printed as JSON lines and bytes as they are."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  sweet_launch_options_complete (argv);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (!sweet_launch_options_parse_limit (self, error) || !sweet_launch_options_parse_stats (self, error))
    return FALSE;

  if (self->line == NULL && !self->version)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("no pipeline; try “sweet-launch --help”"));
      return FALSE;
    }

  return TRUE;
}

/* a whole pipeline in quotes is one argument, and no element is written like that */
static SweetEmittingTaskBuilder *
sweet_launch_parse_line (char **line,
                         GError **error)
{
  if (line[1] == NULL && strpbrk (line[0], " \t\n!") != NULL)
    return sweet_pipeline_parse (line[0], error);

  return sweet_pipeline_parse_argv ((const char *const *) line, error);
}

static SweetEmittingTaskBuilder *
sweet_launch_add_format (SweetEmittingTaskBuilder *builder,
                         const char *name,
                         GError **error)
{
  g_autoptr (SweetElement) element = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, name, error);

  if (element == NULL)
    {
      g_object_unref (builder);
      return NULL;
    }

  return sweet_emitting_task_builder_with_format (builder, SWEET_FORMAT (element));
}

static SweetEmittingTaskBuilder *
sweet_launch_add_stdout (SweetEmittingTaskBuilder *builder,
                         GError **error)
{
  g_autoptr (SweetElement) element = sweet_element_new (SWEET_ELEMENT_KIND_SINK, "file", error);

  if (element == NULL)
    {
      g_object_unref (builder);
      return NULL;
    }

  g_object_set (element, "path", "-", NULL);

  return sweet_emitting_task_builder_with_sink (builder, SWEET_SINK (element));
}

/* without a sink, records are printed as JSON lines and bytes as they are */
static SweetEmittingTaskBuilder *
sweet_launch_add_printing_end (SweetEmittingTaskBuilder *builder,
                               GError **error)
{
  SweetMedia media = sweet_emitting_task_builder_get_output_media (builder);

  if (media == SWEET_MEDIA_NONE)
    return builder;

  if (media == SWEET_MEDIA_RECORDS)
    builder = sweet_launch_add_format (builder, "jsonl", error);

  return builder != NULL ? sweet_launch_add_stdout (builder, error) : NULL;
}

static gboolean
sweet_launch_prints_to_stdout (SweetEmittingTaskBuilder *builder)
{
  g_autoptr (GListModel) elements = sweet_emitting_task_builder_get_elements (builder);
  guint n_elements = g_list_model_get_n_items (elements);

  for (guint i = 0; i < n_elements; i++)
    {
      g_autoptr (SweetElement) element = g_list_model_get_item (elements, i);
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (element), "path");
      g_autofree char *path = NULL;

      if (!SWEET_IS_SINK (element) || pspec == NULL || !G_IS_PARAM_SPEC_STRING (pspec))
        continue;

      g_object_get (element, "path", &path, NULL);
      if (g_strcmp0 (path, "-") == 0)
        return TRUE;
    }

  return FALSE;
}

/* the signals are the levels of cancellation. the last of them does not even wait for the task: no
 * destructor waits for workers, and at_quick_exit() is where a sink removes what it cannot keep nameless
 * until it is complete */
static void
sweet_launch_signal (SweetLaunchRun *self,
                     int signum)
{
  self->n_signals++;
  if (self->n_signals > SWEET_CANCEL_LEVEL_KILL_HARD)
    quick_exit (SWEET_LAUNCH_SIGNALLED + signum);

  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->signum, signum);
  if (self->task != NULL)
    sweet_task_cancel (SWEET_TASK (self->task), (SweetCancelLevel) (self->n_signals - 1));
  g_mutex_unlock (&self->lock);
}

static void
sweet_launch_list_signals (sigset_t *signals)
{
  sigemptyset (signals);
  sigaddset (signals, SIGINT);
  sigaddset (signals, SIGTERM);
}

/* signals come to a thread of their own, so that nothing else has to be woken for them */
static gpointer
sweet_launch_signal_thread (gpointer data)
{
  sigset_t signals;
  int signum;

  sweet_launch_list_signals (&signals);
  for (;;)
    if (sigwait (&signals, &signum) == 0)
      sweet_launch_signal (data, signum);
  return NULL;
}

/* the other end of the pipe is gone, as in “sweet-launch ... | head” */
static gboolean
sweet_launch_is_stdout_closed (void)
{
  struct pollfd stdout_poll = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&stdout_poll, 1, 0) == 1 && (stdout_poll.revents & (POLLERR | POLLHUP)) != 0;
}

static int
sweet_launch_get_status (SweetLaunchRun *self,
                         const GError *error)
{
  int signum = g_atomic_int_get (&self->signum);

  if (error == NULL)
    return 0;

  if (signum != 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return SWEET_LAUNCH_SIGNALLED + signum;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) && sweet_launch_is_stdout_closed ())
    return SWEET_LAUNCH_STDOUT_CLOSED;

  g_printerr ("sweet-launch: %s\n", error->message);

  return SWEET_LAUNCH_FAILED;
}

/* the signal thread looks at this as long as the process lives */
static SweetLaunchRun sweet_launch;

static SweetEmittingTask *
sweet_launch_start (SweetEmittingTaskBuilder *builder,
                    GError **error)
{
  SweetLaunchRun *self = &sweet_launch;
  sigset_t signals;

  sweet_launch_list_signals (&signals);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  g_thread_unref (g_thread_new ("sweet-signals", sweet_launch_signal_thread, self));

  g_mutex_lock (&self->lock);
  self->task = sweet_emitting_task_builder_run (builder, error);
  if (self->task != NULL && self->signum != 0)
    sweet_task_cancel (SWEET_TASK (self->task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_mutex_unlock (&self->lock);

  return self->task;
}

/* what is to be said about a pipeline that has ended, and the exit status */
static int
sweet_launch_report (const SweetLaunchOptions *options,
                     SweetEmittingTask *task,
                     const GError *reason)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = options->stats == NULL || sweet_launch_stats_write (options->stats, task, reason, &error);
  int status = sweet_launch_get_status (&sweet_launch, reason);

  if (!ok)
    g_printerr ("sweet-launch: %s\n", error->message);
  return status == 0 && !ok ? SWEET_LAUNCH_FAILED : status;
}

static int
sweet_launch_run (SweetEmittingTaskBuilder *builder,
                  const SweetLaunchOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (SweetEmittingTaskBuilder) owned = builder;
  gboolean prints_to_stdout = sweet_launch_prints_to_stdout (builder);
  SweetEmittingTask *task = NULL;
  SweetLaunchProgress *progress;
  int status;

  if (options->stats == NULL || sweet_launch_stats_open (options->stats, &error))
    task = sweet_launch_start (g_steal_pointer (&owned), &error);
  if (task == NULL)
    {
      g_printerr ("sweet-launch: %s\n", error->message);
      return SWEET_LAUNCH_FAILED;
    }

  progress = sweet_launch_progress_new (SWEET_TASK (task), prints_to_stdout);
  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  g_clear_pointer (&progress, sweet_launch_progress_free);
  if (event != NULL)
    sweet_launch_report_errors (event);
  if (event != NULL)
    sweet_launch_report_dropped (task);
  status = sweet_launch_report (options, task, error);
  g_mutex_lock (&sweet_launch.lock);
  g_clear_object (&sweet_launch.task);
  g_mutex_unlock (&sweet_launch.lock);
  return status;
}

static int
sweet_launch_main (const SweetLaunchOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_launch_parse_line (options->line, &error);

  if (builder != NULL)
    builder = sweet_launch_add_printing_end (g_steal_pointer (&builder), &error);
  if (builder != NULL && options->limit > 0)
    builder = sweet_emitting_task_builder_with_limit (g_steal_pointer (&builder), options->limit);

  if (builder == NULL || !sweet_emitting_task_builder_check (builder, &error))
    {
      g_printerr ("sweet-launch: %s\n", error->message);
      return SWEET_LAUNCH_WRONG_LINE;
    }

  return options->validate ? 0 : sweet_launch_run (g_steal_pointer (&builder), options);
}

/* a standard stream that is closed must not become the number of some other file: this one fails to
 * be used, as a closed one would */
static void
sweet_launch_occupy_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      const char *path = fd == STDIN_FILENO ? "/dev/null" : "/";
      int flags = fd == STDIN_FILENO ? O_WRONLY : O_PATH;

      if (fcntl (fd, F_GETFD) < 0 && open (path, flags) != fd)
        _exit (SWEET_LAUNCH_FAILED);
    }
}

int
main (int argc,
      char **argv)
{
  g_auto (SweetLaunchOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  sweet_launch_occupy_standard_streams ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  sweet_tool_output_init ("sweet-launch");

  if (!sweet_launch_options_parse (&options, argc, argv, &error))
    {
      g_printerr ("sweet-launch: %s\n", error->message);
      return SWEET_LAUNCH_WRONG_LINE;
    }

  if (options.version)
    {
      g_print ("sweet-launch %s\n", VERSION);
      return 0;
    }

  /* a closed output is an error of the sink like any other */
  signal (SIGPIPE, SIG_IGN);

  return sweet_launch_main (&options);
}
