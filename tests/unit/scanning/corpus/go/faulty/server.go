// Package server takes its callers at their word.
package server

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	"crypto/tls"
	"database/sql"
	"fmt"
	"html/template"
	"math/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"unsafe"
)

const uploads = "/srv/uploads"

var password = "correct-horse-battery" // fault: password CWE-798

func countLines(name string) error {
	return exec.Command("sh", "-c", "wc -l "+name).Run() // fault: shell CWE-78
}

func findUser(db *sql.DB, name string) *sql.Row {
	return db.QueryRow(fmt.Sprintf("SELECT id FROM users WHERE name = '%s'", name)) // fault: sql-format CWE-89
}

func removeUser(db *sql.DB, name string) error {
	_, err := db.Exec("DELETE FROM users WHERE name = '" + name + "'") // fault: sql-concatenated CWE-89
	return err
}

func readUpload(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(uploads, name)) // fault: path-traversal CWE-22
}

func fingerprint(data []byte) string {
	return fmt.Sprintf("%x", md5.Sum(data)) // fault: md5 CWE-327
}

func blocks(key []byte) (cipher.Block, error) {
	return des.NewCipher(key) // fault: des CWE-327
}

func bold(name string) template.HTML {
	return template.HTML("<b>" + name + "</b>") // fault: html-from-text CWE-79
}

func bits(value float64) uint64 {
	return *(*uint64)(unsafe.Pointer(&value)) // fault: unsafe-pointer CWE-119
}

func newToken() string {
	return strconv.Itoa(rand.Int()) // fault: guessable CWE-330
}

func client() *http.Client {
	settings := &tls.Config{InsecureSkipVerify: true} // fault: tls CWE-295
	return &http.Client{Transport: &http.Transport{TLSClientConfig: settings}}
}

func greet(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "<p>Hello %s</p>", r.URL.Query().Get("name")) // fault: reflected-page CWE-79
}

func store(data []byte) error {
	return os.WriteFile("/srv/state", data, 0777) // fault: open-to-all CWE-732
}

func parse(text string) int {
	number, _ := strconv.Atoi(text) // fault: error-thrown-away CWE-252
	return number
}

func serve() error {
	return http.ListenAndServe(":8080", nil) // fault: no-timeout CWE-400
}
