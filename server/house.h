#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sohoa::server {

// What an administrator may ask of the machine, each answered as JSON of the OpenAPI document.
// Whatever is not set is answered as not there. They may take seconds, are called by several
// threads, and throw core::Error.
struct House {
  std::function<nlohmann::json()> units;
  std::function<nlohmann::json(bool english)> settings;
  std::function<nlohmann::json(bool probe)> keys;
  std::function<nlohmann::json()> devices;
  std::function<nlohmann::json()> profiles;
  std::function<nlohmann::json(const std::string& kind)> profile;
  // Reads a page with the profiles, one of them replaced by `toml` unless that is empty.
  std::function<nlohmann::json(const std::filesystem::path& page, const std::string& toml)>
      try_profile;
};

}  // namespace sohoa::server
