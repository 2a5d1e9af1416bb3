#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cli/home.h"
#include "cli/terminal.h"
#include "core/ports/scanner.h"
#include "core/ports/sheet_images.h"
#include "pipeline/session_book.h"

namespace sohoa::cli {

// "crooked by 3.1°, blurred": what to look at before the paper goes back.
[[nodiscard]] std::string flagsInWords(const core::SheetLook& look, core::Language language);

// {"session","sheets","setup","pages":[{"page","sheet","side","file","sha256","dpi","skew_deg",
// "flags"}],"stop":null|{"code","message"}}
[[nodiscard]] nlohmann::json scanJson(const pipeline::SessionBook& book,
                                      const std::optional<core::ScanSetup>& setup,
                                      const std::optional<core::Error>& stop,
                                      core::Language language);

// What `sohoa scan --list`, `--options` and `--sessions` print.
void printDevices(const std::vector<core::ScannerInfo>& devices, Terminal& terminal, bool json);
void printOptions(const std::vector<core::ScannerOption>& options, Terminal& terminal, bool json);
void printSessions(const std::filesystem::path& folder, Terminal& terminal, bool json);

}  // namespace sohoa::cli
