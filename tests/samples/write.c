/* SPDX-License-Identifier: MIT */
/* Files, and what libvips has to say. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "tests/samples/samples.h"

enum sicht_status sicht_samples_begin(const char *program)
{
	if (VIPS_INIT(program) != 0)
		return sicht_sample_fail("start libvips");
	vips_cache_set_max(0); /* pictures are made once */
	return SICHT_OK;
}

/* The first line of the message is the cause; the rest says where it passed by. */
enum sicht_status sicht_sample_fail(const char *what)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	const char *message = vips_error_buffer();
	sicht_escape_terminal(&text, sicht_bytes(message, strcspn(message, "\n")));
	vips_error_clear();
	return sicht_fail(SICHT_ERROR_IO, "cannot %s: %s", what, text.data);
}

void sicht_sample_free(VipsImage **image)
{
	g_clear_object(image);
}

enum sicht_status sicht_sample_write(VipsImage *image, const char *path, const char *options)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	sicht_text_append_string(&name, path);
	if (options != NULL)
		sicht_text_printf(&name, "[%s]", options);
	if (vips_image_write_to_file(image, name.data, NULL) == 0)
		return SICHT_OK;
	SICHT_DEFER(sicht_text_free) struct sicht_text what = {0};
	sicht_text_append_string(&what, "write ");
	sicht_escape_terminal(&what, sicht_text_bytes(&name));
	return sicht_sample_fail(what.data);
}

enum sicht_status sicht_sample_write_bytes(const char *path, const void *data, size_t size)
{
	SICHT_DEFER(sicht_close_fd)
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd >= 0 && sicht_write_full(fd, data, size) == 0)
		return SICHT_OK;
	int error_number = errno;
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(path));
	return sicht_fail_errno(error_number, "cannot write %s", shown.data);
}

enum sicht_status sicht_sample_mkdir(const char *path)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return SICHT_OK;
	sicht_escape_terminal(&shown, sicht_bytes_of(path));
	return sicht_fail_errno(errno, "cannot make the directory %s", shown.data);
}
