// A source on Botkube's own SDK: what our host must be able to ask about itself.
package main

import (
	"context"

	"github.com/hashicorp/go-plugin"
	"github.com/kubeshop/botkube/pkg/api"
	"github.com/kubeshop/botkube/pkg/api/source"
)

type peer struct {
	source.HandleExternalRequestUnimplemented
}

func (peer) Metadata(context.Context) (api.MetadataOutput, error) {
	return api.MetadataOutput{
		Version:     "v2.0.0",
		Description: "A source.",
		JSONSchema:  api.JSONSchema{Value: `{"type":"object"}`},
	}, nil
}

func (peer) Stream(context.Context, source.StreamInput) (source.StreamOutput, error) {
	return source.StreamOutput{Event: make(chan source.Event)}, nil
}

func main() {
	source.Serve(map[string]plugin.Plugin{"peer": &source.Plugin{Source: peer{}}})
}
