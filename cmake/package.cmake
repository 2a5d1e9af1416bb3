# Installing, and a Debian package of it: `scripts/package`.
include(GNUInstallDirs)

install(TARGETS sohoa RUNTIME)
install(DIRECTORY config/profiles config/appearances DESTINATION ${CMAKE_INSTALL_DATADIR}/sohoa)
install(FILES config/units.toml config/lexicon.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/sohoa)
install(DIRECTORY packaging/systemd/ DESTINATION lib/systemd/system)
install(FILES packaging/sohoa-alerts.yml DESTINATION ${CMAKE_INSTALL_DATADIR}/sohoa)
file(GLOB manuals CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES ${manuals} packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
# The settings as `sohoa init` writes them, and what Debian wants packed.
install(CODE "
  set(made \"${PROJECT_BINARY_DIR}/package\")
  file(REMOVE_RECURSE \"\${made}\")
  execute_process(COMMAND $<TARGET_FILE:sohoa> --home \"\${made}/home\" init
    OUTPUT_QUIET ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(RENAME \"\${made}/home/sohoa.toml\" \"\${made}/sohoa.toml\")
  execute_process(COMMAND gzip -9n INPUT_FILE \"${PROJECT_SOURCE_DIR}/packaging/sohoa.1\"
    OUTPUT_FILE \"\${made}/sohoa.1.gz\" COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE \"\${made}/changelog\" \"sohoa (${PROJECT_VERSION}) bookworm; urgency=medium\\n\\n\"
    \"  * See the history of the project.\\n\\n\"
    \" -- Sohoa <sohoa@localhost>  Thu, 01 Jan 2026 00:00:00 +0700\\n\")
  execute_process(COMMAND gzip -9n INPUT_FILE \"\${made}/changelog\"
    OUTPUT_FILE \"\${made}/changelog.gz\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${PROJECT_BINARY_DIR}/package/sohoa.toml
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${PROJECT_BINARY_DIR}/package/sohoa.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/package/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sohoa)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Sohoa <sohoa@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "digitise, sign and deliver papers of case files")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Turns scanned case files into signed electronic copies (PDF/A, PAdES) and\n keeps them in a warehouse that other systems search over HTTP.")
set(CPACK_PACKAGE_INSTALL_DIRECTORY sohoa)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION text)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "adduser, fonts-liberation2, poppler-utils, tesseract-ocr-osd, tesseract-ocr-vie")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/packaging/debian/postinst ${PROJECT_SOURCE_DIR}/packaging/debian/prerm
  ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_OUTPUT_FILE_PREFIX ${PROJECT_BINARY_DIR}/packages)
include(CPack)
