/* SPDX-License-Identifier: MIT */
/* See scanning.h. */
#include "engine/cli/scanning.h"

#include "engine/base/text.h"
#include "engine/cli/terminal.h"
#include "engine/worker/message.h"

enum sicht_status sicht_scanning_open(
	const struct sicht_scan_options *options, struct sicht_scanner **out)
{
	static bool said;
	SICHT_TRY(sicht_scanner_open(options, out));
	unsigned missing = SICHT_SANDBOX_ALL & ~sicht_scanner_layers(*out);
	if (options->hash.profiles != 0 && missing != 0 && !said) {
		char text[SICHT_LAYERS_TEXT_SIZE];
		sicht_warn("decoders are locked in without %s, which this system does not offer",
			sicht_layers_text(missing, text));
		said = true;
	}
	return SICHT_OK;
}

bool sicht_scanning_lost(const uint64_t *outcomes)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	uint64_t lost = 0;
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		if (!sicht_outcome_is_volatile(i) || outcomes[i] == 0)
			continue;
		sicht_text_printf(&text, "%s%llu %s", lost > 0 ? ", " : "",
			(unsigned long long)outcomes[i], sicht_outcome_name(i));
		lost += outcomes[i];
	}
	if (lost > 0)
		sicht_error("%llu %s of known material could not be indexed and will not be "
			    "found (%.*s); repeat the command, perhaps with --max-seconds",
			(unsigned long long)lost, lost == 1 ? "file" : "files", (int)text.size,
			text.data);
	return lost > 0;
}
