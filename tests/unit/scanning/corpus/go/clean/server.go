// Package server holds its callers to a form.
package server

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const uploads = "/srv/uploads"

func countLines(name string) error {
	return exec.Command("wc", "-l", "--", name).Run()
}

func listFolder() error {
	return exec.Command("sh", "-c", "ls | wc -l").Run()
}

func findUser(db *sql.DB, name string) *sql.Row {
	return db.QueryRow("SELECT id FROM users WHERE name = $1", name)
}

func readUpload(name string) ([]byte, error) {
	path := filepath.Join(uploads, name)
	if !strings.HasPrefix(path, uploads+string(filepath.Separator)) {
		return nil, errors.New("outside of the uploads")
	}
	return os.ReadFile(path)
}

func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func newToken() (string, error) {
	token := make([]byte, 16)
	if _, err := rand.Read(token); err != nil {
		return "", err
	}
	return hex.EncodeToString(token), nil
}

func client() *http.Client {
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: settings}, Timeout: 5 * time.Second}
}

func greet(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "<p>Hello %s</p>", html.EscapeString(r.URL.Query().Get("name")))
}

func store(data []byte) error {
	return os.WriteFile("/srv/state", data, 0600)
}

func parse(text string) (int, error) {
	return strconv.Atoi(text)
}

func serve() error {
	server := &http.Server{Addr: ":8080", ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}
