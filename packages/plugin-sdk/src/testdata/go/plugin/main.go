// A plugin on Botkube's own SDK: what our host must be able to run unmodified.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-plugin"
	"github.com/kubeshop/botkube/pkg/api"
	"github.com/kubeshop/botkube/pkg/api/executor"
)

type peer struct{}

func (peer) Metadata(context.Context) (api.MetadataOutput, error) {
	return api.MetadataOutput{
		Version:     "v1.0.0",
		Description: "A peer.",
		JSONSchema:  api.JSONSchema{Value: `{"type":"object"}`},
		Dependencies: map[string]api.Dependency{
			"tool": {URLs: map[string]string{"linux/amd64": "https://example.com/tool"}},
		},
	}, nil
}

func (peer) Execute(ctx context.Context, in executor.ExecuteInput) (executor.ExecuteOutput, error) {
	words := strings.Fields(in.Command)
	if len(words) > 1 {
		switch words[1] {
		case "fail":
			return executor.ExecuteOutput{}, errors.New("told to fail: 100% ü")
		case "hang":
			<-ctx.Done()
			fmt.Fprintln(os.Stderr, "was cancelled")
			return executor.ExecuteOutput{}, ctx.Err()
		case "print":
			for i := 0; i < 10000; i++ {
				fmt.Println("a line that fills the pipe of whoever does not read it")
			}
		case "large":
			return executor.ExecuteOutput{Message: api.NewCodeBlockMessage(strings.Repeat("x", 5_000_000), true)}, nil
		case "several":
			one := api.NewPlaintextMessage("one", false)
			return executor.ExecuteOutput{Messages: []api.Message{one, one}}, nil
		case "request":
			configs := ""
			for _, config := range in.Configs {
				configs += string(config.RawYAML)
			}
			text := fmt.Sprintf("%s|%s|%s|%v|%s|%s|%s", in.Command, configs, in.Context.KubeConfig,
				in.Context.IsInteractivitySupported, in.Context.Message.Text, in.Context.Message.User.DisplayName,
				in.Context.IncomingWebhook.BaseSourceURL)
			return executor.ExecuteOutput{Message: api.NewCodeBlockMessage(text, true)}, nil
		case "die":
			go func() { time.Sleep(10 * time.Millisecond); os.Exit(3) }()
			<-ctx.Done()
		}
	}
	return executor.ExecuteOutput{Message: api.NewCodeBlockMessage(in.Command, true)}, nil
}

func (peer) Help(context.Context) (api.Message, error) {
	return api.NewPlaintextMessage("help", false), nil
}

func main() {
	executor.Serve(map[string]plugin.Plugin{"peer": &executor.Plugin{Executor: peer{}}})
}
