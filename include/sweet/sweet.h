/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#define SWEET_INSIDE
#include <sweet/sweet-base-collector.h>
#include <sweet/sweet-base-task.h>
#include <sweet/sweet-buffer.h>
#include <sweet/sweet-cell.h>
#include <sweet/sweet-chunk-builder.h>
#include <sweet/sweet-chunk-size.h>
#include <sweet/sweet-chunk.h>
#include <sweet/sweet-clock.h>
#include <sweet/sweet-collector.h>
#include <sweet/sweet-element-factory.h>
#include <sweet/sweet-element.h>
#include <sweet/sweet-emitter.h>
#include <sweet/sweet-emitting-task-builder.h>
#include <sweet/sweet-emitting-task.h>
#include <sweet/sweet-error.h>
#include <sweet/sweet-event.h>
#include <sweet/sweet-final-event.h>
#include <sweet/sweet-format.h>
#include <sweet/sweet-keyed-collector.h>
#include <sweet/sweet-pipeline.h>
#include <sweet/sweet-plan.h>
#include <sweet/sweet-plugin.h>
#include <sweet/sweet-processor.h>
#include <sweet/sweet-receiver-event.h>
#include <sweet/sweet-receiver-task.h>
#include <sweet/sweet-registry.h>
#include <sweet/sweet-retry-policy.h>
#include <sweet/sweet-row-writer.h>
#include <sweet/sweet-schema.h>
#include <sweet/sweet-sender-event-builder.h>
#include <sweet/sweet-sender-event.h>
#include <sweet/sweet-sender-task.h>
#include <sweet/sweet-sink.h>
#include <sweet/sweet-source.h>
#include <sweet/sweet-strategy.h>
#include <sweet/sweet-suggest.h>
#include <sweet/sweet-task-builder.h>
#include <sweet/sweet-task-id.h>
#include <sweet/sweet-task.h>
#include <sweet/sweet-units.h>
#include <sweet/sweet-enum-types.h>
#undef SWEET_INSIDE
