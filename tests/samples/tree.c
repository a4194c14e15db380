/* SPDX-License-Identifier: MIT */
/*
 * A case in small. Every known picture turns up on the seized drive in another disguise, in the
 * place where such a thing lies; one in eight does not turn up at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "tests/samples/noise.h"
#include "tests/samples/samples.h"
#include "tests/samples/thumbnail.h"

/* 2025-03-18 09:15 UTC, and a minute more for every file. */
#define FIRST_TIME_S 1742289300

#define COPY_BYTES_MAX ((size_t)64 << 20)

struct tree {
	const char *directory;
	uint64_t seed;
	unsigned files;         /* so far */
	struct sicht_text path; /* of the file at hand */
	struct sicht_text truth;
};

static const struct disguise {
	const char *name;    /* below seized/; the number of the picture goes in */
	const char *edit;    /* NULL: the same bytes */
	const char *options; /* of the encoder */
} disguises[] = {
	{"DCIM/100APPLE/IMG_%04u.JPG", NULL, NULL},
	{"WhatsApp/Media/IMG-20250318-WA%04u.jpg", "resize=0.5", "Q=60"},
	{"Downloads/image (%u).jpg", "mirror", "Q=80"},
	{"Pictures/turned/%04u.jpg", "rot90", "Q=85"},
	{"Pictures/Screenshots/Screenshot_%06u.png", "screenshot", NULL},
	{"Downloads/thumb_%u.webp", "resize=0.25", "Q=70"},
	{"Pictures/saved/%04u.png", "", NULL},
	{"Telegram/photo_%u.jpg", "quality=50+logo=1.2", "Q=80"},
	{"Pictures/cut/%04u.jpg", "crop=3", "Q=88"},
	{"Desktop/funny %u.jpg", "meme", "Q=80"},
	{"Pictures/grey/%04u.jpg", "grey", "Q=85"},
	{"Pictures/framed/%04u.jpg", "border=6", "Q=85"},
	{"Pictures/edited/%04u.tif", "band=10", "compression=lzw"},
	{"DCIM/101MISC/P%07u.JPG", "rot180+orientation=3", "Q=90"},
};
#define DISGUISE_COUNT (sizeof disguises / sizeof *disguises)

static const struct size {
	int width, height;
} sizes[] = {{1280, 960}, {960, 1280}, {1600, 1067}, {1024, 768}, {1080, 1080}, {800, 1200}};
#define SIZE_COUNT (sizeof sizes / sizeof *sizes)

/* Set tree->path to a place in the tree and make the directories before it. */
SICHT_MUST_CHECK __attribute__((format(printf, 2, 3))) static enum sicht_status place(
	struct tree *tree, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	SICHT_DEFER(sicht_free_pointer) char *name = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	sicht_text_clear(&tree->path);
	sicht_text_printf(&tree->path, "%s/%s", tree->directory, name);
	for (char *slash = tree->path.data + strlen(tree->directory); slash != NULL;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		SICHT_TRY(sicht_sample_mkdir(tree->path.data));
		*slash = '/';
	}
	return SICHT_OK;
}

/* The file at hand is written: give it its time. */
SICHT_MUST_CHECK static enum sicht_status finish(struct tree *tree)
{
	const struct timespec time = {.tv_sec = FIRST_TIME_S + 60 * (time_t)tree->files++};
	const struct timespec times[2] = {time, time};
	if (utimensat(AT_FDCWD, tree->path.data, times, 0) != 0)
		return sicht_fail_errno(errno, "cannot set the time of a sample");
	return SICHT_OK;
}

SICHT_MUST_CHECK static enum sicht_status write_picture(
	struct tree *tree, VipsImage *image, const char *options)
{
	SICHT_TRY(sicht_sample_write(image, tree->path.data, options));
	return finish(tree);
}

SICHT_MUST_CHECK static enum sicht_status write_bytes(
	struct tree *tree, const void *data, size_t size)
{
	SICHT_TRY(sicht_sample_write_bytes(tree->path.data, data, size));
	return finish(tree);
}

/* One row of truth.csv about the file at hand, which lies in seized/. */
static void tell(struct tree *tree, const char *known, const char *what)
{
	const char *path = tree->path.data + strlen(tree->directory) + strlen("/seized/");
	sicht_escape_csv(&tree->truth, sicht_bytes_of(path));
	sicht_text_append_string(&tree->truth, ",");
	sicht_escape_csv(&tree->truth, sicht_bytes_of(known));
	sicht_text_append_string(&tree->truth, ",");
	sicht_escape_csv(&tree->truth, sicht_bytes_of(what));
	sicht_text_append_string(&tree->truth, "\n");
}

SICHT_MUST_CHECK static enum sicht_status paint(
	const struct tree *tree, const char *group, unsigned number, VipsImage **out)
{
	uint64_t seed = noise_mix(tree->seed) ^ noise_mix((uint64_t)*group << 32 | number);
	struct size size = sizes[seed % SIZE_COUNT];
	if (number % 8 == 7)
		size = (struct size){4032, 3024}; /* as a camera makes them */
	return sicht_sample_photo(seed, size.width, size.height, out);
}

SICHT_MUST_CHECK static enum sicht_status write_known(struct tree *tree, unsigned number)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *edited = NULL;
	SICHT_DEFER(sicht_free_pointer) char *data = NULL;
	const struct disguise *disguise = &disguises[number % DISGUISE_COUNT];
	char known[32];
	size_t size;
	snprintf(known, sizeof known, "known-%05u.jpg", number);
	SICHT_TRY(paint(tree, "known", number, &image));
	SICHT_TRY(place(tree, "known/%s", known));
	SICHT_TRY(write_picture(tree, image, "Q=92"));
	if (number % 8 == 6)
		return SICHT_OK; /* not on this drive */
	if (disguise->edit != NULL)
		SICHT_TRY(sicht_sample_edit(image, disguise->edit, &edited));
	else
		SICHT_TRY(sicht_read_file(tree->path.data, COPY_BYTES_MAX, &data, &size));
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	sicht_text_printf(&name, disguise->name, number);
	SICHT_TRY(place(tree, "seized/%s", name.data));
	tell(tree, known, disguise->edit == NULL ? "copy" : disguise->edit);
	return disguise->edit == NULL ? write_bytes(tree, data, size)
				      : write_picture(tree, edited, disguise->options);
}

SICHT_MUST_CHECK static enum sicht_status write_unrelated(struct tree *tree, unsigned number)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_TRY(paint(tree, "unrelated", number, &image));
	SICHT_TRY(place(
		tree, "seized/DCIM/%uAPPLE/IMG_%04u.JPG", 200 + number / 100, 1000 + number % 100));
	tell(tree, "", "unrelated");
	return write_picture(tree, image, "Q=88");
}

/* Pictures that come with the system; half of them are on the drive. */
SICHT_MUST_CHECK static enum sicht_status write_ignorable(struct tree *tree, unsigned number)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_free_pointer) char *data = NULL;
	size_t size;
	SICHT_TRY(paint(tree, "ignorable", number, &image));
	SICHT_TRY(place(tree, "ignorable/wallpaper-%02u.jpg", number));
	SICHT_TRY(write_picture(tree, image, "Q=85"));
	SICHT_TRY(sicht_read_file(tree->path.data, COPY_BYTES_MAX, &data, &size));
	if (number % 2 != 0)
		return SICHT_OK;
	SICHT_TRY(place(tree, "seized/Windows/Web/Wallpaper/img%u.jpg", number));
	tell(tree, "", "ignorable");
	return write_bytes(tree, data, size);
}

/* A thumbnail as cameras make it: 160x120 whatever the picture's shape, with black bars. */
SICHT_MUST_CHECK static enum sicht_status make_thumbnail(
	const struct tree *tree, void **data, size_t *size)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *small = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *framed = NULL;
	SICHT_TRY(paint(tree, "known", 0, &image));
	if (vips_thumbnail_image(image, &small, 160, "height", 120, NULL) != 0 ||
		vips_gravity(small, &framed, VIPS_COMPASS_DIRECTION_CENTRE, 160, 120, NULL) != 0 ||
		vips_jpegsave_buffer(framed, data, size, "Q", 80, NULL) != 0)
		return sicht_sample_fail("make a thumbnail");
	return SICHT_OK;
}

/* The picture was replaced by another; its thumbnail was forgotten. */
SICHT_MUST_CHECK static enum sicht_status write_replaced(struct tree *tree)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_free_pointer) char *data = NULL;
	SICHT_DEFER(sicht_free_pointer) void *thumbnail = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text file = {0};
	size_t size, thumbnail_size;
	SICHT_TRY(make_thumbnail(tree, &thumbnail, &thumbnail_size));
	SICHT_TRY(paint(tree, "replaced", 0, &image));
	SICHT_TRY(place(tree, "seized/Pictures/edited/replaced.jpg"));
	SICHT_TRY(sicht_sample_write(image, tree->path.data, "Q=88,strip"));
	SICHT_TRY(sicht_read_file(tree->path.data, COPY_BYTES_MAX, &data, &size));
	sample_embed(&file, sicht_bytes(data, size), sicht_bytes(thumbnail, thumbnail_size), true);
	tell(tree, "known-00000.jpg", "thumbnail");
	return write_bytes(tree, file.data, file.size);
}

/* What else lies on a drive. */
SICHT_MUST_CHECK static enum sicht_status write_rest(struct tree *tree)
{
	static const char notes[] = "Shopping: bread, milk, batteries.\n";
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_free_pointer) char *data = NULL;
	size_t size;
	SICHT_TRY(place(tree, "seized/Documents/notes.txt"));
	tell(tree, "", "text");
	SICHT_TRY(write_bytes(tree, notes, sizeof notes - 1));
	SICHT_TRY(place(tree, "seized/Documents/empty.jpg"));
	tell(tree, "", "empty");
	SICHT_TRY(write_bytes(tree, "", 0));

	SICHT_TRY(sicht_sample_photo(noise_mix(tree->seed) + 1, 1280, 960, &image));
	SICHT_TRY(place(tree, "seized/Downloads/whole.jpg"));
	tell(tree, "", "unrelated");
	SICHT_TRY(write_picture(tree, image, "Q=85"));
	SICHT_TRY(sicht_read_file(tree->path.data, COPY_BYTES_MAX, &data, &size));
	SICHT_TRY(place(tree, "seized/Downloads/truncated.jpg"));
	tell(tree, "", "truncated");
	SICHT_TRY(write_bytes(tree, data, size * 3 / 5));
	for (size_t i = 20; i < size; i++) /* the first marker stays, so that it is a JPEG */
		data[i] = (char)noise_mix(i);
	SICHT_TRY(place(tree, "seized/Downloads/corrupt.jpg"));
	tell(tree, "", "corrupt");
	return write_bytes(tree, data, size);
}

SICHT_MUST_CHECK static enum sicht_status write_all(struct tree *tree, unsigned count)
{
	SICHT_TRY(sicht_sample_mkdir(tree->directory));
	sicht_text_append_string(&tree->truth, "path,known,what\n");
	for (unsigned i = 0; i < count; i++)
		SICHT_TRY(write_known(tree, i));
	for (unsigned i = 0; i < 2 * count; i++)
		SICHT_TRY(write_unrelated(tree, i));
	for (unsigned i = 0; i < 4; i++)
		SICHT_TRY(write_ignorable(tree, i));
	if (count > 0)
		SICHT_TRY(write_replaced(tree));
	SICHT_TRY(write_rest(tree));
	SICHT_TRY(place(tree, "truth.csv"));
	return write_bytes(tree, tree->truth.data, tree->truth.size);
}

enum sicht_status sicht_sample_tree(const char *directory, uint64_t seed, unsigned count)
{
	struct tree tree = {.directory = directory, .seed = seed};
	enum sicht_status status = write_all(&tree, count);
	sicht_text_free(&tree.path);
	sicht_text_free(&tree.truth);
	return status;
}
