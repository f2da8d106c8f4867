// A host as Botkube's is: runs the plugin named by the arguments, and prints what it answered as JSON lines.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/kubeshop/botkube/pkg/api"
	"github.com/kubeshop/botkube/pkg/api/executor"
	"google.golang.org/grpc/status"
)

func say(key string, value any) {
	line, err := json.Marshal(map[string]any{key: value})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		say("problem", err.Error())
		os.Exit(1)
	}
}

func main() {
	client := plugin.NewClient(&plugin.ClientConfig{
		Plugins: map[string]plugin.Plugin{"executor": &executor.Plugin{}},
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  executor.ProtocolVersion,
			MagicCookieKey:   api.HandshakeConfig.MagicCookieKey,
			MagicCookieValue: api.HandshakeConfig.MagicCookieValue,
		},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Cmd:              exec.Command(os.Args[1], os.Args[2:]...),
		Logger:           hclog.New(&hclog.LoggerOptions{Output: io.Discard}),
		SyncStdout:       os.Stderr,
	})
	defer client.Kill()
	rpc, err := client.Client()
	must(err)
	must(rpc.Ping())
	raw, err := rpc.Dispense("executor")
	must(err)
	peer := raw.(executor.Executor)

	metadata, err := peer.Metadata(context.Background())
	must(err)
	say("metadata", metadata)
	help, err := peer.Help(context.Background())
	must(err)
	say("help", help)

	for _, command := range []string{"echo a 'b c'", "echo exit 3", "echo fail now", "echo bytes 1500000", "echo print hello"} {
		out, err := peer.Execute(context.Background(), executor.ExecuteInput{Command: command})
		if err != nil {
			say("error", status.Convert(err).Message())
		} else if len(out.Message.BaseBody.CodeBlock) > 1000 {
			say("length", len(out.Message.BaseBody.CodeBlock))
		} else {
			say("output", out.Message.BaseBody.CodeBlock)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err = peer.Execute(ctx, executor.ExecuteInput{Command: "echo hang"})
	say("hang", status.Code(err).String())
	must(rpc.Ping())
	client.Kill()
	say("exited", client.Exited())
}
