/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* reads the text form of a property's value; the error says what the property takes, not its name */
gboolean sweet_pipeline_value_parse (GParamSpec *pspec,
                                     const char *text,
                                     GValue *value,
                                     GError **error);

G_END_DECLS
