/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

void sweet_element_set_name (SweetElement *self,
                             const char *name);
void sweet_element_freeze (SweetElement *self);
gboolean sweet_element_is_copyable (SweetElement *self);
SweetElement *sweet_element_copy (SweetElement *self);
/* whether the element has the output; the error names the nearest one */
gboolean sweet_element_check_output (SweetElement *self,
                                     const char *output,
                                     GError **error);

G_END_DECLS
