/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-registry.h>

G_BEGIN_DECLS

/* chooses the factory of each SweetPipelineSegment by its place in the line; a branch has no source */
GPtrArray *sweet_pipeline_place_elements (SweetRegistry *registry,
                                          GPtrArray *segments,
                                          gboolean branch,
                                          GError **error);

G_END_DECLS
