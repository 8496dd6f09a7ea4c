/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-json-writer.h"

G_BEGIN_DECLS

/* What tools say about an option of an element: everything from its param spec. */

/* the options of a type, those of the type itself before those it inherits */
GPtrArray *sweet_inspect_option_list (GType type);

/* "integer", "size", ...: the names of types are the same in all outputs and languages */
const char *sweet_inspect_option_get_type_name (GParamSpec *pspec);

/* one line of a list: what may be written for the option, and its default */
char *sweet_inspect_option_to_text (GParamSpec *pspec);

void sweet_inspect_option_to_json (GParamSpec *pspec,
                                   SweetJsonWriter *json);

G_END_DECLS
