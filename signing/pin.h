#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace sohoa::signing {

// Gives a PIN when it is needed; asked again only after a session was lost. The text is wiped after
// use.
using PinSource = std::function<std::string()>;

// The first line of a file, which only its owner should be able to read.
[[nodiscard]] PinSource pinFromFile(std::filesystem::path file);

// A credential that the service manager hands over (systemd LoadCredential=): the file `name` in
// $CREDENTIALS_DIRECTORY. Throws Error(kPinUnavailable) on use when there is none.
[[nodiscard]] PinSource pinFromCredential(std::string name);

// Asks on the controlling terminal, without echo. Throws Error(kPinUnavailable) on use when there
// is no terminal.
[[nodiscard]] PinSource pinFromTerminal(std::string question);

}  // namespace sohoa::signing
