// Package habits holds what the compiler lets through, done well.
package habits

import (
	"fmt"
	"os"
	"sync"
)

type counter struct {
	sync.Mutex
	count int
}

func show(total int) {
	fmt.Printf("%d orders\n", total)
}

func same(c *counter) int {
	return c.count
}

func readAll(names []string) error {
	for _, name := range names {
		if err := readOne(name); err != nil {
			return err
		}
	}
	return nil
}

func readOne(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return nil
}
