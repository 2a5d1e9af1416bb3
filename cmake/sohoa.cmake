# qpdf as every folder links it: without its old pointer type, and with headers that clang can read.
pkg_check_modules(QPDF REQUIRED IMPORTED_TARGET libqpdf)
add_library(sohoa_qpdf INTERFACE)
target_link_libraries(sohoa_qpdf INTERFACE PkgConfig::QPDF)
target_compile_definitions(sohoa_qpdf INTERFACE POINTERHOLDER_TRANSITION=4)
target_compile_options(sohoa_qpdf INTERFACE
  "SHELL:-include ${CMAKE_CURRENT_LIST_DIR}/qpdf_without_json.h")

# sohoa_precompile(TARGET [HEADER...])
# With SOHOA_PRECOMPILE, what nearly every source reads is read once for the target.
function(sohoa_precompile target)
  if(SOHOA_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <filesystem> <fstream>
      <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view>
      <thread> <unordered_map> <utility> <vector> <nlohmann/json.hpp> ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
      target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # for ccache
    endif()
  endif()
endfunction()

# sohoa_module(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...])
# One folder, one static library, one namespace. Third parties stay PRIVATE, so their headers are
# visible in that folder only.
function(sohoa_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(sohoa_${name} STATIC ${ARG_SOURCES})
  add_library(sohoa::${name} ALIAS sohoa_${name})
  target_include_directories(sohoa_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(sohoa_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} sohoa_warnings)
  sohoa_precompile(sohoa_${name})
endfunction()

# All unit suites and replayed fuzz seeds, without the program itself.
add_custom_target(unit_tests)

# sohoa_test(NAME SOURCES ... LIBS ... [LABELS ...] [WHOLE])
# A GoogleTest program; every TEST becomes a ctest case (WHOLE: the program is one, because what it
# starts for its tests takes longer than they do),
# labelled `unit` when no label is given. SOHOA_SOURCE_DIR is the checkout, and
# SOHOA_TEST_DATA is tests/data.
function(sohoa_test name)
  cmake_parse_arguments(ARG "WHOLE" "" "SOURCES;LIBS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gmock GTest::gtest_main sohoa_warnings)
  target_compile_definitions(${name} PRIVATE
    SOHOA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    SOHOA_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  sohoa_precompile(${name} <gmock/gmock.h> <gtest/gtest.h>)
  add_dependencies(unit_tests ${name})
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900)
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 600)
  endif()
endfunction()

# sohoa_fuzz(NAME SOURCES ... LIBS ... SEEDS folder)
# A libFuzzer program in the fuzz preset; elsewhere the same entry point replays its seeds as a test.
function(sohoa_fuzz name)
  cmake_parse_arguments(ARG "" "SEEDS" "SOURCES;LIBS" ${ARGN})
  if(SOHOA_FUZZ)
    add_executable(${name} ${ARG_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_targets ${name})
    file(WRITE ${PROJECT_BINARY_DIR}/fuzz/${name}.seeds "${ARG_SEEDS}\n")  # for scripts/fuzz
  else()
    add_executable(${name} ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/fuzz/replay_main.cc)
    add_dependencies(unit_tests ${name})
    add_test(NAME fuzz_seeds_${name} COMMAND ${name} ${ARG_SEEDS})
    set_tests_properties(fuzz_seeds_${name} PROPERTIES TIMEOUT 600)
  endif()
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} sohoa_warnings)
endfunction()
