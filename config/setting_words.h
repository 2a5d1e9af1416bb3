#pragma once

// Private to config/: what each setting is for.
namespace sohoa::config {

struct SettingLine;

// Fills in its meaning, and takes a password out of its value.
void explainSetting(SettingLine& line);

}  // namespace sohoa::config
