/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* stands for every code of a domain */
#define SWEET_ERROR_FILTER_ANY_CODE -1

/* which errors are meant; all zero stands for every one. a cancellation never is. */
typedef struct
{
  GArray *items;
} SweetErrorFilter;

void sweet_error_filter_add (SweetErrorFilter *self,
                             GQuark domain,
                             int code);
void sweet_error_filter_add_all (SweetErrorFilter *self,
                                 GVariant *errors);
GVariant *sweet_error_filter_to_variant (const SweetErrorFilter *self);
SweetErrorFilter sweet_error_filter_copy (const SweetErrorFilter *self);
void sweet_error_filter_clear (SweetErrorFilter *self);
gboolean sweet_error_filter_contains (const SweetErrorFilter *self,
                                      GQuark domain,
                                      int code);
gboolean sweet_error_filter_matches (const SweetErrorFilter *self,
                                     const GError *error);

G_END_DECLS
