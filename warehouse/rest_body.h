#pragma once

#include <map>
#include <string>

#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "core/rest_mapping.h"

// Private to warehouse/: a copy in the words of somebody else.
namespace sohoa::warehouse {

// The values of restWords() and of every field.
[[nodiscard]] std::map<std::string, std::string> wordsOf(const core::OutgoingCopy& copy,
                                                         const std::string& file_name);
// fillIn(), with nothing for fields that the copy does not have.
[[nodiscard]] std::string filled(const std::string& text,
                                 const std::map<std::string, std::string>& words);

// Method, address, headers and body, without what proves who asks. The body reads from `file`, the
// copy's PDF, which stays open until it was sent. Throws Error(kFarRefused) for a file that is too
// large for a JSON body, Error(core::kIo).
[[nodiscard]] core::HttpRequest restRequest(const core::RestMapping& mapping,
                                            const core::OutgoingCopy& copy, int file);

}  // namespace sohoa::warehouse
