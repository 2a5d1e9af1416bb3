#include "store/work_rows.h"

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "store/errors.h"

namespace sohoa::store {
namespace {

using core::DocumentState;
using core::MasterState;
using core::PageMark;
using core::PageState;
using core::Stage;

template <class Value>
Value find(std::string_view word, std::initializer_list<Value> values) {
  for (const auto value : values) {
    if (slug(value) == word) return value;
  }
  throw core::Error(kDamaged, {.detail = "unknown word in a row: " + std::string(word)});
}

}  // namespace

std::string_view slug(MasterState state) {
  switch (state) {
    case MasterState::kStored:
      return "stored";
    case MasterState::kOpened:
      return "opened";
    case MasterState::kComposed:
      return "composed";
    case MasterState::kQuarantined:
      return "quarantined";
  }
  return "";
}

std::string_view slug(PageState state) {
  switch (state) {
    case PageState::kWaiting:
      return "waiting";
    case PageState::kRead:
      return "read";
    case PageState::kQuarantined:
      return "quarantined";
  }
  return "";
}

std::string_view slug(PageMark mark) {
  switch (mark) {
    case PageMark::kKept:
      return "kept";
    case PageMark::kBlank:
      return "blank";
    case PageMark::kSeparator:
      return "separator";
  }
  return "";
}

MasterState masterState(std::string_view word) {
  return find(word, {MasterState::kStored, MasterState::kOpened, MasterState::kComposed,
                     MasterState::kQuarantined});
}

core::Lane lane(std::string_view word) {
  return find(word, {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog});
}

PageState pageState(std::string_view word) {
  return find(word, {PageState::kWaiting, PageState::kRead, PageState::kQuarantined});
}

PageMark pageMark(std::string_view word) {
  return find(word, {PageMark::kKept, PageMark::kBlank, PageMark::kSeparator});
}

DocumentState documentState(std::string_view word) {
  return find(word,
              {DocumentState::kDrafted, DocumentState::kAssembled, DocumentState::kOperatorSigned,
               DocumentState::kExtracted, DocumentState::kAgencySigned, DocumentState::kDelivered,
               DocumentState::kQuarantined});
}

Stage stage(std::string_view word) {
  return find(word, {Stage::kOpen, Stage::kRead, Stage::kCompose, Stage::kAssemble,
                     Stage::kSignOperator, Stage::kExtract, Stage::kSignAgency, Stage::kDeliver});
}

DocumentState stateBefore(Stage stage) {
  switch (stage) {
    case Stage::kAssemble:
      return DocumentState::kDrafted;
    case Stage::kSignOperator:
      return DocumentState::kAssembled;
    case Stage::kExtract:
      return DocumentState::kOperatorSigned;
    case Stage::kSignAgency:
      return DocumentState::kExtracted;
    case Stage::kDeliver:
      return DocumentState::kAgencySigned;
    case Stage::kOpen:
    case Stage::kRead:
    case Stage::kCompose:
      break;
  }
  throw core::Error(core::kInternal, {.detail = "not a stage of documents"});
}

bool worksOnDocument(Stage stage) {
  return stage != Stage::kOpen && stage != Stage::kRead && stage != Stage::kCompose;
}

core::MasterRow masterFrom(const sql::Statement& row) {
  return {
      .id = row.integer(0),
      .batch = row.text(1),
      .name = row.text(2),
      .sha256 = row.digest(3),
      .size = static_cast<std::uint64_t>(row.integer(4)),
      .state = masterState(row.text(5)),
      .page_count = row.number(6),
      .case_file = row.text(7),
      .said = row.isNull(8) ? core::Said{} : nlohmann::json::parse(row.text(8)).get<core::Said>(),
      .review = core::reviewWait(row.text(9))};
}

core::PageRow pageFrom(const sql::Statement& row) {
  return {.id = row.integer(0),
          .master = row.integer(1),
          .index = row.number(2),
          .state = pageState(row.text(3)),
          .mark = pageMark(row.text(4)),
          .result = row.optionalDigest(5)};
}

}  // namespace sohoa::store
