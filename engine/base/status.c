/* SPDX-License-Identifier: MIT */
/* The one line of text that goes with every failure. See include/sicht/status.h. */
#include "sicht/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Long enough for two escaped names of a deep tree; longer lines are cut. */
#define MESSAGE_BYTES 1024

static _Thread_local char message_text[MESSAGE_BYTES];

enum sicht_status sicht_fail(enum sicht_status status, const char *message, ...)
{
	char text[MESSAGE_BYTES]; /* an argument may be the old message */
	va_list arguments;
	va_start(arguments, message);
	vsnprintf(text, sizeof text, message, arguments);
	va_end(arguments);
	memcpy(message_text, text, sizeof text);
	return status;
}

enum sicht_status sicht_fail_errno(int error_number, const char *message, ...)
{
	char text[MESSAGE_BYTES], reason[128];
	va_list arguments;
	va_start(arguments, message);
	vsnprintf(text, sizeof text, message, arguments);
	va_end(arguments);
	snprintf(message_text, sizeof message_text, "%.800s: %s", text,
		strerror_r(error_number, reason, sizeof reason));
	switch (error_number) {
	case ENOSPC:
	case EDQUOT:
		return SICHT_ERROR_FULL;
	case ENOMEM:
		return SICHT_ERROR_MEMORY;
	default:
		return SICHT_ERROR_IO;
	}
}

const char *sicht_message(void)
{
	return message_text;
}
