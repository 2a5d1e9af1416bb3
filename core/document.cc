#include "core/document.h"

#include <nlohmann/json.hpp>

namespace sohoa::core {

using nlohmann::json;

namespace {

json boxJson(const Box& box) { return {box.x, box.y, box.width, box.height}; }

Box boxFrom(const json& in) { return {in.at(0), in.at(1), in.at(2), in.at(3)}; }

}  // namespace

void to_json(json& out, const Said& said) {
  out = {{"fields", said.fields}, {"second_images", said.second_images}};
  if (!said.turns.empty()) out["turns"] = said.turns;  // [[page, quarters], ...]
}

void from_json(const json& in, Said& said) {
  in.at("fields").get_to(said.fields);
  in.at("second_images").get_to(said.second_images);
  if (in.contains("turns")) in["turns"].get_to(said.turns);
}

void to_json(json& out, const Document& document) {
  json fields = json::object();
  for (const auto& [name, f] : document.fields) {
    fields[name] = {{"value", f.value},      {"raw", f.raw},          {"confidence", f.confidence},
                    {"page", f.page},        {"box", boxJson(f.box)}, {"rule", f.rule},
                    {"evidence", f.evidence}};
    if (!f.accepted_by.empty()) fields[name]["accepted_by"] = f.accepted_by;
  }
  out = {{"pages", document.pages},
         {"kind", document.kind},
         {"title", document.title},
         {"kind_confidence", document.kind_confidence},
         {"secret", document.secret ? json(*document.secret) : json(nullptr)},
         {"fields", std::move(fields)},
         {"cut", document.cut},
         {"cut_confidence", document.cut_confidence},
         {"findings", document.findings},
         {"number", document.number},
         {"result_code", document.result_code},
         {"file_name", document.file_name}};
  out["unread"] = json::array();
  for (const auto& area : document.unread) {
    out["unread"].push_back(
        {{"field", area.field}, {"page", area.page}, {"box", boxJson(area.box)}});
  }
  out["review"] = json::array();
  for (const auto& item : document.review) {
    out["review"].push_back(
        {{"field", item.field}, {"reason", item.reason}, {"value", item.value}});
  }
}

void from_json(const json& in, Document& document) {
  document.pages = in.at("pages").get<std::vector<int>>();
  document.kind = in.at("kind");
  document.title = in.at("title");
  document.kind_confidence = in.at("kind_confidence");
  if (!in.at("secret").is_null()) document.secret = in.at("secret").get<std::string>();
  document.cut = in.value("cut", "");
  document.cut_confidence = in.value("cut_confidence", 1.0);
  document.findings = in.value("findings", std::vector<std::string>{});
  for (const auto& item : in.value("review", json::array())) {
    document.review.push_back({item.at("field"), item.at("reason"), item.at("value")});
  }
  for (const auto& area : in.value("unread", json::array())) {
    document.unread.push_back({area.at("field"), area.at("page"), boxFrom(area.at("box"))});
  }
  document.number = in.value("number", 1);
  document.result_code = in.value("result_code", "");
  document.file_name = in.value("file_name", "");
  for (const auto& [name, f] : in.at("fields").items()) {
    document.fields[name] = {f.at("value").get<FieldContent>(),
                             f.at("raw"),
                             f.at("confidence"),
                             f.at("page"),
                             boxFrom(f.at("box")),
                             f.at("rule"),
                             f.value("evidence", std::vector<std::string>{}),
                             f.value("accepted_by", "")};
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
