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
 * SweetPriority:
 * @SWEET_PRIORITY_CRITICAL: before everything else
 * @SWEET_PRIORITY_HIGH: somebody is waiting for it
 * @SWEET_PRIORITY_NORMAL: what nobody has given a priority
 * @SWEET_PRIORITY_LOW: after what is normal
 * @SWEET_PRIORITY_BACKGROUND: when there is nothing better to do
 *
 * How urgent a task is. The numbers are 0 to 4, and a smaller one is a higher priority.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_PRIORITY_CRITICAL,
  SWEET_PRIORITY_HIGH,
  SWEET_PRIORITY_NORMAL,
  SWEET_PRIORITY_LOW,
  SWEET_PRIORITY_BACKGROUND,
} SweetPriority;

/**
 * SWEET_PRIORITY_DEFAULT:
 *
 * The priority of what nobody has given one: %SWEET_PRIORITY_NORMAL.
 *
 * Since: 1.0
 */

/**
 * SWEET_PRIORITY_HIGHEST:
 *
 * The most urgent priority: %SWEET_PRIORITY_CRITICAL.
 *
 * Since: 1.0
 */

/**
 * SWEET_PRIORITY_LOWEST:
 *
 * The least urgent priority: %SWEET_PRIORITY_BACKGROUND.
 *
 * Since: 1.0
 */
#ifdef __GI_SCANNER__
/* a constant of an enumeration's type makes a typelib that no language can read */
#define SWEET_PRIORITY_DEFAULT 2
#define SWEET_PRIORITY_HIGHEST 0
#define SWEET_PRIORITY_LOWEST  4
#else
#define SWEET_PRIORITY_DEFAULT SWEET_PRIORITY_NORMAL
#define SWEET_PRIORITY_HIGHEST SWEET_PRIORITY_CRITICAL
#define SWEET_PRIORITY_LOWEST  SWEET_PRIORITY_BACKGROUND
#endif

SWEET_AVAILABLE_IN_ALL
gboolean sweet_priority_from_number (int number,
                                     SweetPriority *priority,
                                     GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_priority_parse (const char *text,
                               SweetPriority *priority,
                               GError **error);
SWEET_AVAILABLE_IN_ALL
const char *sweet_priority_to_string (SweetPriority priority);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_priority_is_higher (SweetPriority a,
                                   SweetPriority b);
SWEET_AVAILABLE_IN_ALL
int sweet_priority_compare (SweetPriority a,
                            SweetPriority b);
SWEET_AVAILABLE_IN_ALL
guint sweet_priority_difference (SweetPriority a,
                                 SweetPriority b);

G_END_DECLS
