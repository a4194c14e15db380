/* SPDX-License-Identifier: MIT */
/* The commands, each in its own file cmd_<name>.c. See frame.h for how to add one. */
#ifndef SICHT_ENGINE_CLI_COMMANDS_H
#define SICHT_ENGINE_CLI_COMMANDS_H

#include "engine/cli/frame.h"

extern const struct sicht_command sicht_command_index;
extern const struct sicht_command sicht_command_match;
extern const struct sicht_command sicht_command_hash;
extern const struct sicht_command sicht_command_import;
extern const struct sicht_command sicht_command_export;
extern const struct sicht_command sicht_command_set;
extern const struct sicht_command sicht_command_store;
extern const struct sicht_command sicht_command_audit;
extern const struct sicht_command sicht_command_demo;
extern const struct sicht_command sicht_command_help;

#endif
