# What draws plans in HTML reports (PEV2, with Vue and Bootstrap) as files below ${EVENTSTORE_WEB}:
# script.js, style.css, licences.txt.  npm fetches it when CMake configures, once for each
# reports/web/package-lock.json.  Without npm, or when it fails, the files are empty, reports show
# plans as text, and one line says so.  No build fails for it.

set(EVENTSTORE_WEB ${PROJECT_BINARY_DIR}/web)
set(web_sources ${PROJECT_SOURCE_DIR}/reports/web)
set(web_inputs ${web_sources}/package.json ${web_sources}/package-lock.json ${web_sources}/.npmrc
               ${web_sources}/bundle.mjs)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web_inputs})

function(eventstore_web_bundle)
  set(wanted "")
  foreach(file IN LISTS web_inputs)
    file(SHA256 ${file} hash)
    string(APPEND wanted "${hash}\n")
  endforeach()
  set(state ${EVENTSTORE_WEB}/state)
  set(had "")
  if(EXISTS ${state})
    file(READ ${state} had)
  endif()
  if(had STREQUAL "bundled\n${wanted}")
    return()
  endif()

  find_program(EVENTSTORE_NPM npm)
  find_program(EVENTSTORE_NODE NAMES node nodejs)
  set(note "")
  if(NOT EVENTSTORE_NPM OR NOT EVENTSTORE_NODE)
    set(note "npm is not installed (scripts/install --web)")
  elseif(NOT had STREQUAL "failed\n${wanted}")
    message(STATUS "HTML reports: fetching what draws plans")
    set(work ${EVENTSTORE_WEB}/npm)
    file(REMOVE_RECURSE ${work})
    file(COPY ${web_inputs} DESTINATION ${work})
    execute_process(
      COMMAND ${EVENTSTORE_NPM} ci --fetch-retries=1 --fetch-timeout=30000 --loglevel=error
      WORKING_DIRECTORY ${work} TIMEOUT 300 RESULT_VARIABLE result
      OUTPUT_FILE ${EVENTSTORE_WEB}/npm.log ERROR_FILE ${EVENTSTORE_WEB}/npm.log)
    if(result EQUAL 0)
      execute_process(
        COMMAND ${EVENTSTORE_NODE} bundle.mjs node_modules ${EVENTSTORE_WEB}
        WORKING_DIRECTORY ${work} RESULT_VARIABLE result
        OUTPUT_FILE ${EVENTSTORE_WEB}/npm.log ERROR_FILE ${EVENTSTORE_WEB}/npm.log)
    endif()
    file(REMOVE_RECURSE ${work}) # 90 MB of which 1 MB is used.
    if(result EQUAL 0)
      file(WRITE ${state} "bundled\n${wanted}")
      return()
    endif()
    file(WRITE ${state} "failed\n${wanted}")
    set(note "npm ci failed (${EVENTSTORE_WEB}/npm.log); remove ${state} to try again")
  else()
    set(note "npm ci failed before; remove ${state} to try again")
  endif()
  foreach(name IN ITEMS script.js style.css licences.txt)
    # Touched only when it changes: what embeds it would be compiled again.
    file(CONFIGURE OUTPUT ${EVENTSTORE_WEB}/${name} CONTENT "")
  endforeach()
  message(STATUS "HTML reports: plans are shown as text only: ${note}")
endfunction()

eventstore_web_bundle()
