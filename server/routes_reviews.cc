// Documents that wait for a person between composing and the first signature.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "pipeline/review_desk.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/problem.h"

namespace sohoa::server {
namespace {

using core::Error;
using core::ReviewEntry;
using nlohmann::json;

constexpr std::size_t kMostText = 4000;
constexpr int kMostListed = 200;
// As long as a person may look at one paper without doing anything.
constexpr std::chrono::minutes kClaim{10};
// As work on papers is called in the access log.
constexpr const char* kDigitising = "so-hoa";

// What a request needs of the store, and the desk over it.
struct Desk {
  explicit Desk(Api::State& state)
      : book(state.options.reviews->borrow()),
        store(state.parts.stores.borrow()),
        desk({*book, *store, state.parts.blobs, *state.options.documents, state.parts.clock},
             state.options.review_rules) {}
  decltype(std::declval<core::Pool<core::ReviewBook>>().borrow()) book;
  decltype(std::declval<core::Pool<core::WorkStore>>().borrow()) store;
  pipeline::ReviewDesk desk;
};

std::string nameOf(const Api::State& state, const std::string& id) {
  if (id.empty()) return {};
  const auto person = state.parts.operators.operatorById(id);
  return person ? person->name : id;
}

// Who works on it, as others are told; it ends by itself.
json claimJson(const Api::State& state, const Call& call, const ReviewEntry& entry) {
  if (entry.claimed_by.empty() || entry.claimed_until <= state.parts.clock.now()) return nullptr;
  return {{"by", nameOf(state, entry.claimed_by)},
          {"mine", entry.claimed_by == call.caller.client},
          {"until", core::formatIso8601(entry.claimed_until)}};
}

json entryJson(const Api::State& state, const Call& call, const ReviewEntry& entry) {
  return {{"document", entry.copy_id},    {"batch", entry.batch},
          {"file", entry.master},         {"unit", entry.unit},
          {"lane", slug(entry.lane)},     {"since", core::formatIso8601(entry.since)},
          {"certainty", entry.certainty}, {"whole", entry.whole},
          {"revision", entry.revision},   {"claim", claimJson(state, call, entry)}};
}

Response list(Api::State& state, const Call& call) {
  core::ReviewBook::Wanted wanted{
      .units = call.caller.scope, .person = call.caller.client, .most = kMostListed};
  wanted.now = state.parts.clock.now();
  const auto query = [&](const char* name) {
    const auto found = call.query.find(name);
    return found == call.query.end() ? std::string() : found->second;
  };
  if (const auto order = query("order"); order == "certainty") {
    wanted.least_certain_first = true;
  } else if (!order.empty() && order != "since") {
    throw Error(kBadRequest, {.detail = "order is since or certainty"});
  }
  if (const auto limit = query("limit"); !limit.empty()) {
    wanted.most = static_cast<int>(wholeNumber(limit, "limit", 1, kMostListed));
  }
  if (const auto cursor = query("cursor"); !cursor.empty()) {
    wanted.skip = static_cast<int>(wholeNumber(cursor, "cursor", 0, 100000000));
  }
  Desk at(state);
  const auto entries = at.book->waiting(wanted);
  json reviews = json::array();
  for (const auto& entry : entries) {
    auto one = entryJson(state, call, entry);
    const auto document = at.store->document(entry.document).document;
    one["kind"] = document.kind;
    one["title"] = document.title;
    one["pages"] = document.pages.size();
    reviews.push_back(std::move(one));
  }
  const bool full = static_cast<int>(entries.size()) == wanted.most;
  return jsonResponse({{"waiting", at.book->count(call.caller.scope)},
                       {"reviews", std::move(reviews)},
                       {"next", full ? json(std::to_string(wanted.skip + wanted.most)) : json()}});
}

// What the caller may see; nothing tells it from one that is not there.
ReviewEntry seen(Desk& at, Call& call) {
  const auto entry = at.book->find(call.path.at("document"));
  if (!entry || !call.caller.sees(entry->unit)) throw Error(kNotFound, {});
  call.copy = entry->copy_id;
  call.case_file = entry->batch;
  return *entry;
}

json boxJson(const core::Box& box) { return {box.x, box.y, box.width, box.height}; }

json pagesJson(const pipeline::ReviewView& view) {
  json pages = json::array();
  for (const int page : view.content.document.pages) {
    const auto size = view.geometry.at(page).upright();
    const auto found = view.content.words.find(page);
    json words = json::array();
    int place = 0;
    for (const auto& word : view.words.at(page)) {
      json one{{"text", word.text}, {"box", boxJson(word.box)}, {"confidence", word.confidence}};
      if (found != view.content.words.end() && found->second.contains(place)) {
        one["corrected"] = found->second.at(place);
      }
      words.push_back(std::move(one));
      ++place;
    }
    pages.push_back({{"page", page},
                     {"width", size.width},
                     {"height", size.height},
                     {"words", std::move(words)}});
  }
  return pages;
}

json fieldJson(const std::string& name, const pipeline::ReviewView& view,
               const pipeline::ReviewRules& rules) {
  const auto& fields = view.content.document.fields;
  const auto known = std::find_if(view.kind.fields.begin(), view.kind.fields.end(),
                                  [&](const auto& field) { return field.name == name; });
  json out{{"name", name},  {"required", false}, {"id", false},     {"list", false},
           {"date", false}, {"threshold", 0.0},  {"value", nullptr}};
  if (known != view.kind.fields.end()) {
    out["required"] = known->required;
    out["id"] = known->id;
    out["list"] = known->list;
    out["date"] = known->date;
    out["threshold"] = thresholdOf(*known, rules);
  }
  out["due_twice"] =
      std::find(view.due_twice.begin(), view.due_twice.end(), name) != view.due_twice.end();
  const auto found = fields.find(name);
  if (found == fields.end()) return out;
  const auto& field = found->second;
  out["value"] = field.value;
  out["confidence"] = field.confidence;
  out["page"] = field.page;
  out["box"] = boxJson(field.box);
  out["rule"] = field.rule;
  out["accepted"] = !field.accepted_by.empty();
  return out;
}

json viewJson(const Api::State& state, const Call& call, const pipeline::ReviewView& view) {
  const auto& document = view.content.document;
  auto out = entryJson(state, call, view.entry);
  out["kind"] = document.kind;
  out["title"] = document.title;
  out["kind_confidence"] = document.kind_confidence;
  out["pages"] = pagesJson(view);
  json fields = json::array();
  std::set<std::string> names;
  for (const auto& field : view.kind.fields) names.insert(field.name);
  for (const auto& [name, field] : document.fields) names.insert(name);
  for (const auto& name : names) {
    fields.push_back(fieldJson(name, view, state.options.review_rules));
  }
  out["fields"] = std::move(fields);
  out["kinds"] = json::array();
  for (const auto& kind : state.options.documents->kinds()) {
    out["kinds"].push_back({{"id", kind.id}, {"title", kind.title}});
  }
  out["next_in_file"] = view.next_in_file.empty() ? json(nullptr) : json(view.next_in_file);
  out["steps"] = json::array();
  for (const auto& step : view.steps) {
    out["steps"].push_back({{"revision", step.number},
                            {"by", nameOf(state, step.author)},
                            {"action", step.action},
                            {"at", core::formatIso8601(step.at)}});
  }
  return out;
}

std::string tagOf(int revision) { return "\"" + std::to_string(revision) + "\""; }

// Whoever looks at it works on it from now on, so that others are given another one.
Response shown(Api::State& state, const Call& call, Desk& at, const std::string& copy_id) {
  if (const auto entry = at.book->find(copy_id); entry) {
    const auto now = state.parts.clock.now();
    at.book->claim(entry->document, call.caller.client, now, now + kClaim);
  }
  const auto view = at.desk.view(copy_id);
  auto response = jsonResponse(viewJson(state, call, view));
  response.set("ETag", tagOf(view.entry.revision));
  return response;
}

Response show(Api::State& state, Call& call) {
  Desk at(state);
  const auto entry = seen(at, call);
  return shown(state, call, at, entry.copy_id);
}

core::ReviewTurn turnOf(const Api::State& state, const Call& call, const ReviewEntry& entry) {
  auto tag = call.request.header("if-match");
  if (tag.empty()) throw Error(kNoIfMatch, {});
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"')
    tag = tag.substr(1, tag.size() - 2);
  return {.document = entry.document,
          .revision = static_cast<int>(wholeNumber(tag, "If-Match", 1, 1000000)),
          .author = call.caller.client,
          .at = state.parts.clock.now()};
}

// Who was faster, so that the loser can ask.
Response overtaken(const Api::State& state, Desk& at, const Call& call, const Error& error) {
  auto response = problem(error, call.language);
  const auto entry = at.book->find(call.path.at("document"));
  if (!entry) return response;
  auto body = json::parse(response.body);
  body.erase("detail");
  body["changed_by"] = nameOf(state, entry->author);
  body["changed_at"] = core::formatIso8601(entry->changed);
  body["revision"] = entry->revision;
  response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

using Step = std::function<Response(Desk&, const core::ReviewTurn&, const ReviewEntry&)>;

Response step(Api::State& state, Call& call, const Step& what) {
  Desk at(state);
  const auto entry = seen(at, call);
  try {
    return what(at, turnOf(state, call, entry), entry);
  } catch (const Error& error) {
    if (error.code() != core::kReviewChanged && error.code() != core::kReviewOver) throw;
    return overtaken(state, at, call, error);
  }
}

[[noreturn]] void bad(const char* what) { throw Error(kBadRequest, {.detail = what}); }

core::FieldContent contentOf(const json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().size() <= kMostText) {
    return value.get<std::string>();
  }
  if (!value.is_array() || value.size() > 200) bad("a value is a text or a list of texts");
  std::vector<std::string> list;
  for (const auto& one : value) {
    if (!one.is_string() || one.get_ref<const std::string&>().size() > kMostText) {
      bad("a value is a text or a list of texts");
    }
    list.push_back(one);
  }
  return list;
}

int placeOf(const std::string& text) {
  return static_cast<int>(wholeNumber(text, "words", 0, 10000000));
}

const json& objectIn(const json& object, const char* name) {
  static const json none = json::object();
  const auto found = object.find(name);
  if (found == object.end()) return none;
  if (!found->is_object()) bad("fields, twice and words are objects");
  return *found;
}

pipeline::ReviewChange changeOf(const json& object) {
  pipeline::ReviewChange change;
  change.kind = textMember(object, "kind", 64);
  for (const auto& [name, value] : objectIn(object, "fields").items()) {
    change.fields[name] = contentOf(value);
  }
  for (const auto& [name, value] : objectIn(object, "twice").items()) {
    if (!value.is_string()) bad("twice holds texts");
    change.twice[name] = value;
  }
  for (const auto& [page, words] : objectIn(object, "words").items()) {
    if (!words.is_object()) bad("words are objects by page");
    for (const auto& [place, text] : words.items()) {
      if (!text.is_string() || text.get_ref<const std::string&>().size() > kMostText) {
        bad("a word is a text");
      }
      change.words[placeOf(page)][placeOf(place)] = text;
    }
  }
  const auto accepted = object.find("accepted");
  if (accepted != object.end()) {
    if (!accepted->is_array()) bad("accepted is a list of fields");
    for (const auto& name : *accepted) {
      if (!name.is_string()) bad("accepted is a list of fields");
      change.accepted.push_back(name);
    }
  }
  return change;
}

int numberIn(const json& object, const char* name, int most) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) bad(name);
  const auto value = found->get<std::int64_t>();
  if (value < 0 || value > most) bad(name);
  return static_cast<int>(value);
}

Response change(Api::State& state, Call& call, const std::string& body) {
  const auto object =
      parseObject(body, {"kind", "fields", "accepted", "twice", "words", "back_to"});
  return step(state, call, [&](Desk& at, const core::ReviewTurn& turn, const ReviewEntry& entry) {
    if (object.contains("back_to")) {
      static_cast<void>(at.desk.goBack(turn, numberIn(object, "back_to", 1000000)));
    } else {
      static_cast<void>(at.desk.change(turn, changeOf(object)));
    }
    return shown(state, call, at, entry.copy_id);
  });
}

Response split(Api::State& state, Call& call, const std::string& body) {
  const auto object = parseObject(body, {"at"});
  return step(state, call, [&](Desk& at, const core::ReviewTurn& turn, const ReviewEntry&) {
    const auto id = at.desk.split(turn, numberIn(object, "at", 1000000));
    auto response = jsonResponse({{"document", id}}, 201);
    response.set("Location", "/api/v1/reviews/" + id);
    return response;
  });
}

Response merge(Api::State& state, Call& call, const std::string& body) {
  const auto object = parseObject(body, {"with"});
  const auto other = neededText(object, "with", 128);
  return step(state, call, [&](Desk& at, const core::ReviewTurn& turn, const ReviewEntry& entry) {
    const auto second = at.book->find(other);
    if (!second || !call.caller.sees(second->unit)) throw Error(kNotFound, {});
    at.desk.merge(turn, other);
    return shown(state, call, at, entry.copy_id);
  });
}

Response approve(Api::State& state, Call& call, const std::string& body) {
  const auto object = parseObject(body, {"work_ms"});
  constexpr int kDay = 86400000;
  const int work = object.contains("work_ms") ? numberIn(object, "work_ms", kDay) : 0;
  return step(state, call, [&](Desk& at, const core::ReviewTurn& turn, const ReviewEntry&) {
    at.desk.approve(turn, std::chrono::milliseconds(work));
    return jsonResponse({{"waiting", at.book->count(call.caller.scope)}});
  });
}

Response hold(Api::State& state, Call& call, const std::string& body) {
  const auto object = parseObject(body, {"level"});
  const auto level = neededText(object, "level", 32);
  return step(state, call, [&](Desk& at, const core::ReviewTurn& turn, const ReviewEntry&) {
    at.desk.holdSecret(turn, level);
    return jsonResponse({{"waiting", at.book->count(call.caller.scope)}});
  });
}

}  // namespace

void addReviewRoutes(Api::State& state) {
  if (state.options.reviews == nullptr || state.options.documents == nullptr) return;
  const core::Roles roles{core::Role::kReview};
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/reviews",
       .operation = "listReviews",
       .any_of = roles,
       .query = {"order", "limit", "cursor"},
       .answer = [&state](Call& call, const std::string&) { return list(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/reviews/{document}",
       .operation = "getReview",
       .any_of = roles,
       .personal = true,
       .purpose = kDigitising,
       .answer = [&state](Call& call, const std::string&) { return show(state, call); }});
  using Answer = Response (*)(Api::State&, Call&, const std::string&);
  const auto add = [&](const char* method, const char* path, const char* operation, Answer answer) {
    state.routes.push_back({.method = method,
                            .path = path,
                            .operation = operation,
                            .any_of = roles,
                            .personal = true,
                            .purpose = kDigitising,
                            .media_type = "application/json",
                            .answer = [&state, answer](Call& call, const std::string& body) {
                              return answer(state, call, body);
                            }});
  };
  add("PUT", "/api/v1/reviews/{document}", "changeReview", change);
  add("POST", "/api/v1/reviews/{document}/split", "splitReview", split);
  add("POST", "/api/v1/reviews/{document}/merge", "mergeReview", merge);
  add("POST", "/api/v1/reviews/{document}/approve", "approveReview", approve);
  add("POST", "/api/v1/reviews/{document}/secret", "holdReviewSecret", hold);
}

}  // namespace sohoa::server
