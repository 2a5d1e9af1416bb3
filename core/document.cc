#include "core/document.h"

#include <nlohmann/json.hpp>

namespace sohoa::core {

using nlohmann::json;

void to_json(json& out, const Document& document) {
  json fields = json::object();
  for (const auto& [name, f] : document.fields) {
    fields[name] = {{"value", f.value},
                    {"raw", f.raw},
                    {"confidence", f.confidence},
                    {"page", f.page},
                    {"box", {f.box.x, f.box.y, f.box.width, f.box.height}},
                    {"rule", f.rule}};
  }
  out = {{"pages", document.pages},
         {"kind", document.kind},
         {"title", document.title},
         {"kind_confidence", document.kind_confidence},
         {"secret", document.secret ? json(*document.secret) : json(nullptr)},
         {"fields", std::move(fields)}};
}

void from_json(const json& in, Document& document) {
  document.pages = in.at("pages").get<std::vector<int>>();
  document.kind = in.at("kind");
  document.title = in.at("title");
  document.kind_confidence = in.at("kind_confidence");
  if (!in.at("secret").is_null()) document.secret = in.at("secret").get<std::string>();
  for (const auto& [name, f] : in.at("fields").items()) {
    const auto& b = f.at("box");
    document.fields[name] = {
        f.at("value").get<FieldContent>(),    f.at("raw"), f.at("confidence"), f.at("page"),
        {b.at(0), b.at(1), b.at(2), b.at(3)}, f.at("rule")};
  }
}

}  // namespace sohoa::core

namespace nlohmann {

using sohoa::core::FieldContent;

void adl_serializer<FieldContent>::to_json(json& out, const FieldContent& content) {
  std::visit([&](const auto& value) { out = value; }, content);
}

void adl_serializer<FieldContent>::from_json(const json& in, FieldContent& content) {
  if (in.is_array()) {
    content = in.get<std::vector<std::string>>();
  } else {
    content = in.get<std::string>();
  }
}

}  // namespace nlohmann
